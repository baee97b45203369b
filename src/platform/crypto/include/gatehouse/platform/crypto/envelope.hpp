// The key of one account's encrypted columns.
//
// It is stored only wrapped under the key ring, beside the account. Deleting the wrapped key makes everything sealed
// under it unreadable, in every backup too that does not hold the key (crypto-shredding).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>

namespace gatehouse::crypto {

class DataKey {
 public:
  /// A new random key.
  static DataKey generate();
  /// `owner` is the account's id: the wrapped key of another account does not open. Empty then, when any byte differs,
  /// and when its key-encryption key is no longer in the ring.
  static std::optional<DataKey> unwrap(const KeyRing& ring, std::string_view wrapped,
                                       std::string_view owner);

  /// Under the ring's first key.
  std::string wrap(const KeyRing& ring, std::string_view owner) const;

  /// AES-256-GCM as in aead.hpp. `context` names the place (table and column): a value that was moved elsewhere does
  /// not open.
  std::string seal(std::string_view plain, std::string_view context) const;
  std::optional<Secret> open(std::string_view sealed, std::string_view context) const;

 private:
  explicit DataKey(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

/// The same data key under the ring's first key, for the rotation of key-encryption keys: columns need not be sealed
/// anew. Empty as unwrap(). Only worth calling when ring.is_outdated(wrapped).
std::optional<std::string> rewrap(const KeyRing& ring, std::string_view wrapped,
                                  std::string_view owner);

}  // namespace gatehouse::crypto
