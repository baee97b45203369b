#include <gatehouse/platform/crypto/envelope.hpp>

#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/crypto/aead.hpp>

namespace gatehouse::crypto {
namespace {

constexpr std::size_t key_size = 32;

// Keeps wrapped keys apart from everything else that is sealed under the ring.
std::string wrapping_context(std::string_view owner) { return "data key of " + std::string(owner); }

}  // namespace

DataKey DataKey::generate() { return DataKey{Secret{random_string(key_size)}}; }

std::optional<DataKey> DataKey::unwrap(const KeyRing& ring, std::string_view wrapped,
                                       std::string_view owner) {
  auto key = ring.open(wrapped, wrapping_context(owner));
  if (!key || key->size() != key_size) return std::nullopt;
  return DataKey{std::move(*key)};
}

std::string DataKey::wrap(const KeyRing& ring, std::string_view owner) const {
  return ring.seal(key_.reveal(), wrapping_context(owner));
}

std::string DataKey::seal(std::string_view plain, std::string_view context) const {
  return crypto::seal(key_, plain, context);
}

std::optional<Secret> DataKey::open(std::string_view sealed, std::string_view context) const {
  return crypto::open(key_, sealed, context);
}

std::optional<std::string> rewrap(const KeyRing& ring, std::string_view wrapped,
                                  std::string_view owner) {
  const auto key = DataKey::unwrap(ring, wrapped, owner);
  if (!key) return std::nullopt;
  return key->wrap(ring, owner);
}

}  // namespace gatehouse::crypto
