#include <fmt/format.h>

#include "steps.hpp"

namespace gatehouse::api {

std::optional<Error> check_step_up(const Context& context, std::chrono::seconds max_age,
                                   AssuranceLevel level) {
  const auto& principal = context.principal();
  if (context.now() - principal.auth_time <= max_age && principal.assurance >= level)
    return std::nullopt;
  return Error{.code = ErrorCode::insufficient_user_authentication,
               .step_up = StepUpDemand{max_age, level}};
}

std::optional<Error> authorise(const Context& context) {
  const auto& access = context.route().route.access;
  const auto* principal = context.principal_or_null();
  if (access.caller() != Access::Caller::signed_in) return std::nullopt;
  if (principal == nullptr) return Error{ErrorCode::unauthenticated};
  if (access.operators_only() && !principal->is_operator) return Error{ErrorCode::forbidden};
  if (!access.permission().empty() && !principal->has_permission(access.permission())) {
    return Error{ErrorCode::forbidden};
  }
  if (access.max_age().count() == 0) return std::nullopt;
  return check_step_up(context, access.max_age(), access.level());
}

std::string challenge(const Error& error, const Access& access) {
  const auto& info = error_info(error.code);
  switch (error.code) {
    case ErrorCode::insufficient_user_authentication: {
      // RFC 9470 section 3
      const auto demand = error.step_up.value_or(StepUpDemand{access.max_age(), access.level()});
      return fmt::format(
          R"(Bearer realm="gatehouse", error="{}", error_description="{}", max_age={}, acr_values="{}")",
          info.name, info.title, demand.max_age.count(), acr_of(demand.level));
    }
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
