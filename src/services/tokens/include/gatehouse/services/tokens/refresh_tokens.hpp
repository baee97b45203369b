// Refresh tokens: account 16 ‖ session 16 ‖ family nonce 32 ‖ generation 4, under a MAC.
//
// The nonce is random and stored only as SHA-256: neither the database nor the MAC key alone can make a token. A
// generation's successor is always the same token, so that a lost answer can be given again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/mac_token.hpp>

namespace gatehouse::services {

struct RefreshToken {
  AccountId account;
  SessionId session;
  Secret nonce;  ///< 32 bytes, of the family
  std::int32_t generation = 0;

  /// What the database knows of the family.
  std::string nonce_hash() const;
};

class RefreshTokens {
 public:
  /// `key`: KeyRing::derive("refresh tokens").
  explicit RefreshTokens(Secret key) : macs_(std::move(key)) {}

  Secret format(const RefreshToken& token) const;
  /// Empty for anything that format() has not written.
  std::optional<RefreshToken> parse(std::string_view text) const;

 private:
  crypto::MacTokens macs_;
};

}  // namespace gatehouse::services
