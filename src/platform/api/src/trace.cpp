#include <gatehouse/platform/api/trace.hpp>

#include <algorithm>

#include <gatehouse/base/encoding.hpp>

#include "fresh_id.hpp"

namespace gatehouse::api {
namespace {

bool is_lower_hex(std::string_view text) noexcept {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Reads two digits for each byte; the text was checked before.
template <std::size_t Size>
bool read_bytes(std::string_view hex, std::array<std::uint8_t, Size>& out) noexcept {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  bool any = false;
  for (std::size_t i = 0; i < Size; ++i) {
    out[i] = static_cast<std::uint8_t>(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
    any = any || out[i] != 0;
  }
  return any;
}

template <std::size_t Size>
std::string hex(const std::array<std::uint8_t, Size>& bytes) {
  return encode_hex({reinterpret_cast<const char*>(bytes.data()), Size});
}

}  // namespace

std::optional<TraceContext> parse_traceparent(std::string_view header) noexcept {
  // version 2 - trace id 32 - parent id 16 - flags 2; later versions may append "-…".
  if (header.size() < 55 || header[2] != '-' || header[35] != '-' || header[52] != '-')
    return std::nullopt;
  const auto version = header.substr(0, 2);
  const auto trace = header.substr(3, 32);
  const auto parent = header.substr(36, 16);
  const auto flags = header.substr(53, 2);
  for (const auto part : {version, trace, parent, flags}) {
    if (!is_lower_hex(part)) return std::nullopt;
  }
  if (version == "ff" || (header.size() > 55 && (version == "00" || header[55] != '-')))
    return std::nullopt;
  TraceContext context;
  std::array<std::uint8_t, 1> flag{};
  const bool valid = read_bytes(trace, context.trace_id) && read_bytes(parent, context.parent_id);
  if (!valid) return std::nullopt;
  read_bytes(flags, flag);
  context.sampled = (flag[0] & 1) != 0;
  return context;
}

TraceContext TraceContext::join(std::string_view header) {
  auto context = parse_traceparent(header);
  if (!context) {
    context.emplace();
    fill_fresh(context->trace_id);
  }
  fill_fresh(context->span_id);
  return *context;
}

std::string TraceContext::traceparent() const {
  return "00-" + hex(trace_id) + "-" + hex(span_id) + (sampled ? "-01" : "-00");
}

}  // namespace gatehouse::api
