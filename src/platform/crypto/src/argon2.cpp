#include <gatehouse/platform/crypto/argon2.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <new>
#include <optional>

#include <sodium.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/text.hpp>

#include "hash_memory.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::uint32_t max_memory_kib = 1024 * 1024;
constexpr std::uint32_t max_iterations = 20;
constexpr std::uint32_t max_lanes = 16;
constexpr std::size_t max_phc_size = 256;

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

// The parameters of $argon2id$v=19$m=19456,t=2,p=1$salt$hash; empty when it is none, or beyond the bounds.
std::optional<Argon2Parameters> parse_parameters(std::string_view phc) {
  if (phc.size() > max_phc_size) return std::nullopt;
  const auto parts = split(phc, '$');
  if (parts.size() != 6 || !parts[0].empty() || parts[1] != "argon2id" || parts[2] != "v=19") {
    return std::nullopt;
  }
  const auto values = split(parts[3], ',');
  if (values.size() != 3) return std::nullopt;
  const auto memory = number_after(values[0], "m=");
  const auto iterations = number_after(values[1], "t=");
  const auto lanes = number_after(values[2], "p=");
  if (!memory || !iterations || !lanes) return std::nullopt;
  if (*memory > max_memory_kib || *iterations > max_iterations || *lanes > max_lanes) {
    return std::nullopt;
  }
  return Argon2Parameters{*memory, *iterations};
}

std::chrono::duration<double> time_of_hash(const Argon2Parameters& parameters) {
  const auto start = std::chrono::steady_clock::now();
  hash_password(Secret{"calibration"}, parameters);
  return std::chrono::steady_clock::now() - start;
}

}  // namespace

std::string hash_password(const Secret& password, const Argon2Parameters& parameters) {
  ensure_sodium();
  GH_ASSERT(password.size() <= max_password_bytes);
  const HashMemory memory;
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
  if (password.size() > max_password_bytes || !parse_parameters(phc)) return false;
  const HashMemory memory;
  errno = 0;
  const auto& text = password.reveal();
  if (crypto_pwhash_str_verify(phc.c_str(), text.data(), text.size()) == 0) return true;
  // Without memory the answer is unknown, which must not count as a wrong password.
  if (errno == ENOMEM) throw std::bad_alloc();
  return false;
}

bool verify_nobody(const Secret& password, const Argon2Parameters& parameters) {
  ensure_sodium();
  const HashMemory memory;
  const unsigned char salt[crypto_pwhash_SALTBYTES] = {};
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
  const Argon2Parameters least;
  time_of_hash(least);  // warms up: the first hash of a thread also maps its memory
  const double factor = target / time_of_hash(least);
  auto memory = std::min(least.memory_kib * factor, double{max_memory_kib});
  // A hash takes time in proportion to its memory, and more where the caches end.
  while (memory > least.memory_kib) {
    const Argon2Parameters next{static_cast<std::uint32_t>(memory) / 1024 * 1024, least.iterations};
    time_of_hash(next);
    if (time_of_hash(next) <= target) return next;
    memory *= 0.9;
  }
  return least;
}

}  // namespace gatehouse::crypto
