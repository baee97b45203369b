#include <gatehouse/services/tokens/refresh_tokens.hpp>

#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::services {
namespace {

constexpr std::string_view prefix = "ghr_";  // secret scanners find leaked tokens by it
constexpr std::size_t id_size = 16;
constexpr std::size_t nonce_size = 32;
constexpr std::size_t payload_size = 2 * id_size + nonce_size + 4;

}  // namespace

std::string RefreshToken::nonce_hash() const { return crypto::sha256(nonce.reveal()); }

Secret RefreshTokens::format(const RefreshToken& token) const {
  std::string payload;
  payload.append(token.account.uuid.view())
      .append(token.session.uuid.view())
      .append(token.nonce.reveal());
  const auto generation = static_cast<std::uint32_t>(token.generation);
  for (const int shift : {24, 16, 8, 0}) payload.push_back(static_cast<char>(generation >> shift));
  return Secret{std::string(prefix) + macs_.make(payload).reveal()};
}

std::optional<RefreshToken> RefreshTokens::parse(std::string_view text) const {
  if (!text.starts_with(prefix)) return std::nullopt;
  const auto payload = macs_.open(text.substr(prefix.size()));
  if (!payload || payload->size() != payload_size) return std::nullopt;
  const std::string_view view = *payload;
  std::uint32_t generation = 0;
  for (const char byte : view.substr(payload_size - 4))
    generation = (generation << 8) | static_cast<unsigned char>(byte);
  return RefreshToken{.account = {Uuid::from_bytes(view.substr(0, id_size))},
                      .session = {Uuid::from_bytes(view.substr(id_size, id_size))},
                      .nonce = Secret{std::string(view.substr(2 * id_size, nonce_size))},
                      .generation = static_cast<std::int32_t>(generation)};
}

}  // namespace gatehouse::services
