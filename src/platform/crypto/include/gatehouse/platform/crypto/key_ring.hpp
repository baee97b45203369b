// Key-encryption keys, and what is sealed under them.
//
// The first key seals; every key opens. Rotation: put a new key first, seal everything anew, remove the old one. A
// sealed value names its key: length of the id 1 ‖ id ‖ AES-256-GCM.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::crypto {

struct KeyEncryptionKey {
  std::string id;  ///< 1 to 255 bytes
  Secret key;      ///< 32 bytes
};

class KeyRing {
 public:
  /// At least one key; ids differ (asserted). The first one seals.
  explicit KeyRing(std::vector<KeyEncryptionKey> keys);

  std::string seal(std::string_view plain, std::string_view context) const;
  /// Empty when the key is not in the ring, the context is another, or any byte differs.
  std::optional<Secret> open(std::string_view sealed, std::string_view context) const;
  /// True when `sealed` is under another key than the one that seals.
  bool is_outdated(std::string_view sealed) const;

  const std::string& sealing_key_id() const noexcept { return keys_.front().id; }
  /// A key for one purpose, derived from the *last* key of the ring: it stays the same when a new key is put in front,
  /// so that keyed hashes that are looked up by value still match. It changes when the last key is taken out; they
  /// match no more.
  Secret derive(std::string_view purpose) const;
  /// For each key of the ring, in its order, one for `purpose`: the first to make MACs with, all to check them.
  std::vector<Secret> derive_all(std::string_view purpose) const;

 private:
  const KeyEncryptionKey* find(std::string_view id) const noexcept;

  std::vector<KeyEncryptionKey> keys_;
};

}  // namespace gatehouse::crypto
