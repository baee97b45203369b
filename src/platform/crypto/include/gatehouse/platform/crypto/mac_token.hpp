// Opaque tokens that this service can recognise without a database: version 1 ‖ payload ‖ HMAC-SHA-256, in base64url.
//
// The payload is not hidden, only protected from change. It carries its own end of life where it needs one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>

namespace gatehouse::crypto {

inline constexpr std::size_t max_mac_token_bytes = 1024;

class MacTokens {
 public:
  /// Each key of the ring gives one key for `purpose`; the first makes, all open. So tokens outlive a rotation until
  /// their key is taken out, and a token of one purpose means nothing to another.
  MacTokens(const KeyRing& ring, std::string_view purpose);
  /// `key` is this purpose's own (KeyRing::derive).
  explicit MacTokens(Secret key);

  /// The token, at most max_mac_token_bytes long: asserted, so `payload` is at most 735 bytes.
  Secret make(std::string_view payload) const;
  /// The payload of a token that make() gave; empty for anything else.
  std::optional<std::string> open(std::string_view token) const;

 private:
  std::vector<Secret> keys_;
};

}  // namespace gatehouse::crypto
