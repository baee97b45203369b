#include <gatehouse/platform/api/route.hpp>

#include <algorithm>

#include "route_errors.hpp"

namespace gatehouse::api {

std::string_view method_name(Method method) noexcept {
  static constexpr std::string_view names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  return names[static_cast<std::size_t>(method)];
}

int RouteInfo::status() const noexcept { return route.status == 0 ? 200 : route.status; }

bool RouteInfo::is_path_parameter(std::string_view name) const noexcept {
  return std::ranges::find(path_parameters, name) != path_parameters.end();
}

std::vector<ErrorCode> possible_errors(const RouteInfo& info) {
  using enum ErrorCode;
  const auto& route = info.route;
  auto codes = route.errors;
  const auto add = [&](std::initializer_list<ErrorCode> more) { codes.insert(codes.end(), more); };
  add({internal_error, unavailable});
  if (!route.limits.empty()) add({rate_limited});
  if (!info.path_parameters.empty()) add({not_found});
  if (route.access.caller() == Access::Caller::signed_in) {
    add({unauthenticated, invalid_token, session_ended});
    if (route.method != Method::get) add({csrf_refused});
    if (!route.access.permission().empty() || route.access.operators_only()) add({forbidden});
    if (route.access.max_age().count() > 0) add({insufficient_user_authentication});
  }
  if (info.input != nullptr && info.input->members.size() > info.path_parameters.size()) {
    add({validation_failed});
    if (info.uses_query() || route.body == Body::form) add({bad_request});
    if (!info.uses_query()) add({payload_too_large, unsupported_media_type});
    if (!info.uses_query() && route.body == Body::json) add({malformed_json});
  }
  std::ranges::sort(codes);
  const auto [first, last] = std::ranges::unique(codes);
  codes.erase(first, last);
  return codes;
}

}  // namespace gatehouse::api
