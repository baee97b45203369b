#include <fmt/format.h>

#include "steps.hpp"

namespace gatehouse::api {

std::optional<Error> authorise(const Context& context) {
  const auto& access = context.route().route.access;
  const auto* principal = context.principal_or_null();
  if (access.caller() != Access::Caller::signed_in) return std::nullopt;
  if (principal == nullptr) return Error{ErrorCode::unauthenticated};
  if (access.operators_only() && !principal->is_operator) return Error{ErrorCode::forbidden};
  if (!access.permission().empty() && !principal->has_permission(access.permission())) {
    return Error{ErrorCode::forbidden};
  }
  if (access.max_age().count() > 0 && (context.now() - principal->auth_time > access.max_age() ||
                                       principal->assurance < access.level())) {
    return Error{ErrorCode::insufficient_user_authentication};
  }
  return std::nullopt;
}

std::string challenge(const Error& error, const Access& access) {
  const auto& info = error_info(error.code);
  switch (error.code) {
    case ErrorCode::insufficient_user_authentication:
      // RFC 9470 section 3
      return fmt::format(
          R"(Bearer realm="gatehouse", error="{}", error_description="{}", max_age={}, acr_values="{}")",
          info.name, info.title, access.max_age().count(), acr_of(access.level()));
    case ErrorCode::forbidden:
      // RFC 6750 section 3.1
      if (access.permission().empty()) return {};
      return fmt::format(R"(Bearer realm="gatehouse", error="insufficient_scope", scope="{}")",
                         access.permission());
    case ErrorCode::invalid_token:
    case ErrorCode::session_ended:
      return fmt::format(
          R"(Bearer realm="gatehouse", error="invalid_token", error_description="{}")", info.title);
    default:
      // RFC 9110 section 15.5.2: every 401 names a scheme.
      return info.status == 401 ? R"(Bearer realm="gatehouse")" : std::string{};
  }
}

}  // namespace gatehouse::api
