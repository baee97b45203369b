#include <gatehouse/platform/api/context.hpp>

#include <algorithm>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/http/message.hpp>
#include <gatehouse/platform/telemetry/fresh_id.hpp>

#include "formats.hpp"

namespace gatehouse::api {
namespace {

constexpr std::size_t max_user_agent = 512;

bool is_printable(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

// A traceparent that is there twice is malformed; several tracestates are one list (Trace Context 3.2, 3.3).
telemetry::TraceContext join_trace(const http::Headers& headers) {
  std::string_view parent;
  std::string state;
  bool once = true;
  for (const auto& [name, value] : headers) {
    if (ascii_iequal(name, "traceparent")) {
      once = parent.empty();
      parent = value;
    } else if (ascii_iequal(name, "tracestate")) {
      state.append(state.empty() ? "" : ",").append(value);
    }
  }
  return telemetry::TraceContext::join(once ? parent : std::string_view{}, state);
}

}  // namespace

Context::Context(http::Request& request, const Clock& clock, std::string_view public_origin)
    : request_(request),
      clock_(clock),
      public_origin_(public_origin),
      started_(std::chrono::steady_clock::now()),
      deadline_(started_ + std::chrono::seconds{10}),
      trace_(join_trace(request.headers)),
      request_id_(telemetry::fresh_hex<16>()) {}

const RouteInfo& Context::route() const noexcept {
  GH_ASSERT(route_ != nullptr);
  return *route_;
}

const IpAddress& Context::client() const noexcept { return request_.client; }

std::string_view Context::user_agent() const noexcept {
  const std::string_view agent = request_.header("User-Agent");
  return agent.size() <= max_user_agent && is_printable(agent) ? agent : std::string_view{};
}

std::string Context::locale() const {
  const std::string_view languages = request_.header("Accept-Language");
  const auto first = trim(languages.substr(0, languages.find_first_of(",;")));
  return is_locale(first) ? std::string(first) : "en";
}

const Principal& Context::principal() const noexcept {
  GH_ASSERT(principal_ != nullptr);
  return *principal_;
}

bool Context::from_own_page() const noexcept {
  return request_.header("Origin") == public_origin_ &&
         request_.header("X-Requested-With") == "gatehouse";
}

std::optional<std::string_view> Context::cookie(std::string_view name) const noexcept {
  return find_cookie(request_.header("Cookie"), name);
}

void Context::set_cookie(std::string_view name, std::string_view value,
                         const CookieOptions& options) {
  headers_.emplace_back("Set-Cookie", format_host_cookie(name, value, options));
}

void Context::clear_cookie(std::string_view name) {
  set_cookie(name, {}, {.max_age = std::chrono::seconds{0}});
}

void Context::set_header(std::string name, std::string value) {
  headers_.emplace_back(std::move(name), std::move(value));
}

}  // namespace gatehouse::api
