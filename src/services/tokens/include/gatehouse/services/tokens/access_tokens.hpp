// Access tokens: JWTs as RFC 9068 writes them.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/jwt.hpp>
#include <gatehouse/services/tokens/revocations.hpp>
#include <gatehouse/services/tokens/signing_key_set.hpp>

namespace gatehouse::services {

/// What an access token states.
struct AccessClaims {
  AccountId account;
  SessionId session;
  std::string acr;               ///< "aal1" …
  std::vector<std::string> amr;  ///< RFC 8176
  Timestamp auth_time;
  std::vector<std::string> roles;
  std::optional<SecurityProfileId> security_profile{};  ///< empty: that of new accounts
  Timestamp expires_at{};                               ///< of a verified token
};

enum class TokenError { invalid, expired, session_ended };

struct AccessTokenOptions {
  std::string issuer;
  std::string audience;
  std::chrono::seconds lifetime{15 * 60};
};

/// One a worker: verified tokens are remembered without a lock, at most `cache_size` of them.
class AccessTokens {
 public:
  AccessTokens(AccessTokenOptions options, const SigningKeySet& keys,
               const Revocations& revocations);

  /// Throws Unavailable while there is no key.
  void require_key(Timestamp now) const;
  /// A token for lifetime(). Throws Unavailable while there is no key.
  Secret issue(AccessClaims claims, Timestamp session_ends_at, Timestamp now) const;
  std::expected<std::shared_ptr<const AccessClaims>, TokenError> verify(std::string_view token,
                                                                        Timestamp now);
  /// Whole seconds that a token lives: none outlives its session as that stands, unused or not.
  std::chrono::seconds lifetime(Timestamp session_ends_at, Timestamp now) const noexcept;

 private:
  static constexpr std::size_t cache_size = 20'000;
  std::expected<std::shared_ptr<const AccessClaims>, TokenError> verify_anew(std::string_view token,
                                                                             Timestamp now) const;

  AccessTokenOptions options_;
  const SigningKeySet& keys_;
  const Revocations& revocations_;
  std::unordered_map<std::string, std::shared_ptr<const AccessClaims>>
      cache_;  ///< by SHA-256 of the token
};

}  // namespace gatehouse::services
