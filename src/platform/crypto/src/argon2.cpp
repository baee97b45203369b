#include <gatehouse/platform/crypto/argon2.hpp>

#include <algorithm>
#include <charconv>
#include <new>
#include <optional>

#include <sodium.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::crypto {
namespace {

constexpr std::uint32_t max_memory_kib = 1024 * 1024;
constexpr std::uint32_t max_iterations = 20;

void ensure_sodium() {
  static const bool ready = sodium_init() >= 0;
  GH_ASSERT(ready);
}

std::optional<std::uint32_t> number_after(std::string_view text, std::string_view name) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// $argon2id$v=19$m=19456,t=2,p=1$salt$hash
std::optional<Argon2Parameters> parse_parameters(std::string_view phc) {
  const auto parts = split(phc, '$');
  if (parts.size() != 6 || !parts[0].empty() || parts[1] != "argon2id") return std::nullopt;
  const auto values = split(parts[3], ',');
  if (values.size() != 3) return std::nullopt;
  const auto memory = number_after(values[0], "m=");
  const auto iterations = number_after(values[1], "t=");
  if (!memory || !iterations) return std::nullopt;
  return Argon2Parameters{*memory, *iterations};
}

}  // namespace

std::string hash_password(const Secret& password, const Argon2Parameters& parameters) {
  ensure_sodium();
  GH_ASSERT(password.size() <= max_password_bytes);
  char phc[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(phc, password.reveal().data(), password.size(), parameters.iterations,
                            std::size_t{parameters.memory_kib} * 1024,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return phc;
}

bool verify_password(const std::string& phc, const Secret& password) {
  ensure_sodium();
  const auto parameters = parse_parameters(phc);
  if (!parameters || parameters->memory_kib > max_memory_kib ||
      parameters->iterations > max_iterations || password.size() > max_password_bytes) {
    return false;
  }
  return crypto_pwhash_str_verify(phc.c_str(), password.reveal().data(), password.size()) == 0;
}

bool verify_nobody(const Secret& password, const Argon2Parameters& parameters) {
  ensure_sodium();
  unsigned char salt[crypto_pwhash_SALTBYTES] = {};
  unsigned char key[32];
  const auto size = std::min(password.size(), max_password_bytes);
  if (crypto_pwhash(key, sizeof key, password.reveal().data(), size, salt, parameters.iterations,
                    std::size_t{parameters.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return false;
}

bool needs_rehash(const std::string& phc, const Argon2Parameters& parameters) {
  return parse_parameters(phc) != parameters;
}

Argon2Parameters calibrate(std::chrono::milliseconds target) {
  Argon2Parameters best;
  const Secret sample{"calibration"};
  for (Argon2Parameters next = best; next.memory_kib <= max_memory_kib; next.memory_kib += 1024 * 8) {
    const auto started = std::chrono::steady_clock::now();
    hash_password(sample, next);
    if (std::chrono::steady_clock::now() - started > target) break;
    best = next;
  }
  return best;
}

}  // namespace gatehouse::crypto
