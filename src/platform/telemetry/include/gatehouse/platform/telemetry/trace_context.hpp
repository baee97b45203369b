// W3C Trace Context, level 1: which trace a request belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::telemetry {

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::array<std::uint8_t, 8>;

struct TraceContext {
  TraceId trace_id{};
  SpanId parent_id{};  ///< the caller's span; all zero when the trace starts here
  SpanId span_id{};    ///< this request's span
  bool sampled = false;
  std::shared_ptr<const std::string> state{};  ///< the caller's tracestate; null: none

  /// Joins the caller's trace, or starts one when `traceparent` is empty or malformed (as the standard demands). A
  /// tracestate that is malformed, longer than 512 bytes or without a valid traceparent is left out.
  static TraceContext join(std::string_view traceparent, std::string_view tracestate = {});
  /// A span below this one.
  TraceContext child() const;
  bool has_parent() const noexcept { return parent_id != SpanId{}; }
  /// The traceparent header for calls made on behalf of this span.
  std::string traceparent() const;
};

/// The caller's part of a traceparent header (section 3.2); empty unless it is well-formed, with non-zero ids.
std::optional<TraceContext> parse_traceparent(std::string_view header) noexcept;

/// Whether the header is a list of at most 32 members as section 3.3 describes, in at most 512 bytes.
bool is_tracestate(std::string_view header) noexcept;

/// Lower-case hexadecimal.
std::string to_hex(const TraceId& id);
std::string to_hex(const SpanId& id);

}  // namespace gatehouse::telemetry
