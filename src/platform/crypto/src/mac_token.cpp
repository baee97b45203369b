#include <gatehouse/platform/crypto/mac_token.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::crypto {
namespace {

constexpr char version = 1;
constexpr std::size_t mac_size = 32;
constexpr std::size_t max_text = 1024;

}  // namespace

Secret MacTokens::make(std::string_view payload) const {
  std::string token(1, version);
  token.append(payload);
  token.append(hmac_sha256(key_, token));
  return Secret{encode_base64url(token)};
}

std::optional<std::string> MacTokens::open(std::string_view text) const {
  if (text.size() > max_text) return std::nullopt;
  const auto token = decode_base64url(text);
  if (!token || token->size() < 1 + mac_size || (*token)[0] != version) return std::nullopt;
  const std::string_view signed_part = std::string_view(*token).substr(0, token->size() - mac_size);
  const auto mac = std::string_view(*token).substr(signed_part.size());
  if (!constant_time_equal(hmac_sha256(key_, signed_part), mac)) return std::nullopt;
  return std::string(signed_part.substr(1));
}

}  // namespace gatehouse::crypto
