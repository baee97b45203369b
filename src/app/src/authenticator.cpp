#include "authenticator.hpp"

#include <algorithm>

namespace gatehouse::app {
namespace {

api::AssuranceLevel level_of(std::string_view acr) {
  for (const api::AssuranceLevel level : {3, 2}) {
    if (acr == api::acr_of(level)) return level;
  }
  return 1;
}

}  // namespace

Task<Result<std::shared_ptr<const api::Principal>>> TokenAuthenticator::authenticate(
    api::Credential credential) {
  const auto claims = tokens_.verify(credential.token, clock_.now());
  if (!claims) {
    const bool ended = claims.error() == services::TokenError::session_ended;
    co_return fail(ended ? ErrorCode::session_ended : ErrorCode::invalid_token);
  }
  const auto& c = **claims;
  auto permissions = permissions_.of(c.roles, c.security_profile);
  const bool is_operator =
      std::ranges::binary_search(permissions, services::operator_permission, std::less<>{});
  co_return std::make_shared<const api::Principal>(
      api::Principal{.account = c.account,
                     .session = c.session,
                     .roles = c.roles,
                     .permissions = std::move(permissions),
                     .security_profile = c.security_profile,
                     .is_operator = is_operator,
                     .assurance = level_of(c.acr),
                     .amr = c.amr,
                     .auth_time = c.auth_time,
                     .expires_at = c.expires_at});
}

}  // namespace gatehouse::app
