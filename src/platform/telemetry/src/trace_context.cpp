#include <gatehouse/platform/telemetry/trace_context.hpp>

#include <algorithm>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/telemetry/fresh_id.hpp>

namespace gatehouse::telemetry {
namespace {

constexpr std::size_t max_state_bytes = 512;
constexpr std::size_t max_state_members = 32;
constexpr std::size_t max_state_part = 256;

bool is_lower_hex(std::string_view text) noexcept {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Reads two digits for each byte, which were checked before. False when all are zero.
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

bool is_state_key(std::string_view key) noexcept {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  constexpr std::string_view others = "_-*/@";
  return !key.empty() && key.size() <= max_state_part &&
         (is_lower(key.front()) || is_digit(key.front())) && std::ranges::count(key, '@') <= 1 &&
         std::ranges::all_of(
             key, [&](char c) { return is_lower(c) || is_digit(c) || others.contains(c); });
}

bool is_state_value(std::string_view value) noexcept {
  return !value.empty() && value.size() <= max_state_part && value.back() != ' ' &&
         std::ranges::all_of(value, [](char c) { return c >= 0x20 && c <= 0x7E && c != '='; });
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

bool is_tracestate(std::string_view header) noexcept {
  if (header.size() > max_state_bytes) return false;
  std::size_t members = 0;
  while (!header.empty()) {
    const auto comma = header.find(',');
    const auto member = trim(header.substr(0, comma));
    header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
    if (member.empty()) continue;
    const auto equals = member.find('=');
    if (equals == std::string_view::npos || !is_state_key(member.substr(0, equals)) ||
        !is_state_value(member.substr(equals + 1)) || ++members > max_state_members) {
      return false;
    }
  }
  return members > 0;
}

TraceContext TraceContext::join(std::string_view traceparent, std::string_view tracestate) {
  auto context = parse_traceparent(traceparent);
  if (!context) {
    context.emplace();
    fill_fresh(context->trace_id);
  } else if (!tracestate.empty() && is_tracestate(tracestate)) {
    context->state = std::make_shared<const std::string>(tracestate);
  }
  fill_fresh(context->span_id);
  return *std::move(context);
}

TraceContext TraceContext::child() const {
  auto below = *this;
  below.parent_id = span_id;
  fill_fresh(below.span_id);
  return below;
}

std::string TraceContext::traceparent() const {
  return "00-" + hex(trace_id) + "-" + hex(span_id) + (sampled ? "-01" : "-00");
}

std::string to_hex(const TraceId& id) { return hex(id); }
std::string to_hex(const SpanId& id) { return hex(id); }

}  // namespace gatehouse::telemetry
