// Base32 of secrets (RFC 4648 section 6), with its memory wiped, which the decoder of liboath does not do.
#include <gatehouse/base/assert.hpp>
#include <gatehouse/services/one_time_codes/totp.hpp>

namespace gatehouse::services {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t max_typed_bytes = 512;

// The characters without spaces, in upper case. Padding may be absent, but not wrong.
std::optional<Secret> without_padding(const std::string& typed) {
  std::string text;
  text.reserve(typed.size());
  for (const char c : typed) {
    if (c != ' ') text.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  const auto end = text.find('=');
  if (end != std::string::npos) {
    const bool is_right = text.size() % 8 == 0 && text.size() - end < 7 &&
                          text.find_first_not_of('=', end) == text.npos;
    if (!is_right) return std::nullopt;
    text.resize(end);
  }
  return Secret{std::move(text)};
}

}  // namespace

Secret format_totp_secret(const Secret& secret) {
  std::string text;
  text.reserve((secret.size() * 8 + 4) / 5);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char byte : secret.reveal()) {
    buffer = (buffer << 8) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5;) {
      bits -= 5;
      text.push_back(alphabet[(buffer >> bits) & 31]);
    }
  }
  if (bits > 0) text.push_back(alphabet[(buffer << (5 - bits)) & 31]);
  return Secret{std::move(text)};
}

std::optional<Secret> parse_totp_secret(const Secret& typed) {
  if (typed.size() > max_typed_bytes) return std::nullopt;
  const auto text = without_padding(typed.reveal());
  if (!text) return std::nullopt;
  std::string bytes;
  bytes.reserve(text->size() * 5 / 8);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text->reveal()) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 5) | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<char>((buffer >> bits) & 255));
    }
  }
  Secret secret{std::move(bytes)};
  // A whole character too many, or bits of it that mean nothing: something was mistyped or left out.
  if (bits >= 5 || (buffer & ((1U << bits) - 1)) != 0) return std::nullopt;
  if (secret.size() < min_totp_secret_bytes || secret.size() > max_totp_secret_bytes)
    return std::nullopt;
  return secret;
}

}  // namespace gatehouse::services
