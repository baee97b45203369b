// W3C Trace Context, level 1: which trace a request belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::api {

struct TraceContext {
  std::array<std::uint8_t, 16> trace_id{};
  std::array<std::uint8_t, 8>
      parent_id{};  ///< the caller's span; all zero when the trace starts here
  std::array<std::uint8_t, 8> span_id{};  ///< this request's span
  bool sampled = false;

  /// Joins the caller's trace, or starts one when `header` is empty or malformed (as the standard
  /// demands).
  static TraceContext join(std::string_view header);
  /// The traceparent header for calls made on behalf of this request.
  std::string traceparent() const;
};

/// The caller's part of a traceparent header; empty unless it is well-formed, with non-zero ids.
std::optional<TraceContext> parse_traceparent(std::string_view header) noexcept;

}  // namespace gatehouse::api
