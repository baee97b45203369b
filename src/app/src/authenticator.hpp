// Reads access tokens for the pipeline: who it is from the token, what they may do from memory. No database.
#pragma once

#include <gatehouse/platform/api/principal.hpp>
#include <gatehouse/services/policy/permissions.hpp>
#include <gatehouse/services/tokens/access_tokens.hpp>

namespace gatehouse::app {

class TokenAuthenticator final : public api::Authenticator {
 public:
  TokenAuthenticator(services::AccessTokens& tokens, const services::Permissions& permissions,
                     const Clock& clock)
      : tokens_(tokens), permissions_(permissions), clock_(clock) {}

  Task<Result<std::shared_ptr<const api::Principal>>> authenticate(
      api::Credential credential) override;

 private:
  services::AccessTokens& tokens_;
  const services::Permissions& permissions_;
  const Clock& clock_;
};

}  // namespace gatehouse::app
