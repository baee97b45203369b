// Reads access tokens for the pipeline.
#pragma once

#include <gatehouse/platform/api/principal.hpp>
#include <gatehouse/services/tokens/access_tokens.hpp>

namespace gatehouse::app {

class TokenAuthenticator final : public api::Authenticator {
 public:
  TokenAuthenticator(services::AccessTokens& tokens, const Clock& clock)
      : tokens_(tokens), clock_(clock) {}

  Task<Result<std::shared_ptr<const api::Principal>>> authenticate(
      api::Credential credential) override;

 private:
  services::AccessTokens& tokens_;
  const Clock& clock_;
};

}  // namespace gatehouse::app
