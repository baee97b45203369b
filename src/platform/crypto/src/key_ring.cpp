#include <gatehouse/platform/crypto/key_ring.hpp>

#include <algorithm>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/crypto/aead.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::crypto {
namespace {

// The id of the key that a value is sealed under; empty when the value is too short to name one.
std::string_view key_id(std::string_view sealed) {
  if (sealed.empty()) return {};
  const auto size = static_cast<unsigned char>(sealed[0]);
  return sealed.size() > size ? sealed.substr(1, size) : std::string_view{};
}

}  // namespace

KeyRing::KeyRing(std::vector<KeyEncryptionKey> keys) : keys_(std::move(keys)) {
  GH_ASSERT(!keys_.empty());
  for (const auto& key : keys_) {
    GH_ASSERT(!key.id.empty() && key.id.size() <= 255 && key.key.size() == 32);
    GH_ASSERT(find(key.id) == &key);
  }
}

std::string KeyRing::seal(std::string_view plain, std::string_view context) const {
  const auto& key = keys_.front();
  std::string out(1, static_cast<char>(key.id.size()));
  return out + key.id + crypto::seal(key.key, plain, context);
}

std::optional<Secret> KeyRing::open(std::string_view sealed, std::string_view context) const {
  const auto id = key_id(sealed);
  const auto* key = find(id);
  if (key == nullptr) return std::nullopt;
  return crypto::open(key->key, sealed.substr(1 + id.size()), context);
}

bool KeyRing::is_outdated(std::string_view sealed) const {
  return key_id(sealed) != sealing_key_id();
}

Secret KeyRing::derive(std::string_view purpose) const {
  return hkdf_sha256(keys_.back().key, purpose);
}

std::vector<Secret> KeyRing::derive_all(std::string_view purpose) const {
  std::vector<Secret> derived;
  derived.reserve(keys_.size());
  for (const auto& key : keys_) derived.push_back(hkdf_sha256(key.key, purpose));
  return derived;
}

const KeyEncryptionKey* KeyRing::find(std::string_view id) const noexcept {
  const auto found = std::ranges::find(keys_, id, &KeyEncryptionKey::id);
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace gatehouse::crypto
