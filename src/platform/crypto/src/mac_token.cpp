#include <gatehouse/platform/crypto/mac_token.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::crypto {
namespace {

constexpr char version = 1;
constexpr std::size_t mac_size = 32;

}  // namespace

MacTokens::MacTokens(const KeyRing& ring, std::string_view purpose)
    : keys_(ring.derive_all(purpose)) {}

MacTokens::MacTokens(Secret key) { keys_.push_back(std::move(key)); }

Secret MacTokens::make(std::string_view payload) const {
  std::string token(1, version);
  token.append(payload);
  token.append(hmac_sha256(keys_.front(), token));
  auto text = encode_base64url(token);
  GH_ASSERT(text.size() <= max_mac_token_bytes);
  return Secret{std::move(text)};
}

std::optional<std::string> MacTokens::open(std::string_view text) const {
  if (text.size() > max_mac_token_bytes) return std::nullopt;
  const auto token = decode_base64url(text);
  if (!token || token->size() < 1 + mac_size || token->front() != version) return std::nullopt;
  const auto signed_part = std::string_view(*token).substr(0, token->size() - mac_size);
  const auto mac = std::string_view(*token).substr(signed_part.size());
  for (const auto& key : keys_) {
    if (constant_time_equal(hmac_sha256(key, signed_part), mac)) {
      return std::string(signed_part.substr(1));
    }
  }
  return std::nullopt;
}

}  // namespace gatehouse::crypto
