// Password hashing: Argon2id (RFC 9106) through libsodium, as PHC strings.
#pragma once

#include <chrono>
#include <string>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::crypto {

/// Longer passwords are refused before they are hashed.
inline constexpr std::size_t max_password_bytes = 1024;

/// OWASP's minimum is the default. Parallelism is always 1.
struct Argon2Parameters {
  std::uint32_t memory_kib = 19 * 1024;
  std::uint32_t iterations = 2;
  auto operator<=>(const Argon2Parameters&) const = default;
};

/// A PHC string with a random salt. Takes about 13 ms of one core with the default parameters: only on the hash pool.
/// Throws std::bad_alloc when there is no memory for it.
std::string hash_password(const Secret& password, const Argon2Parameters& parameters);

/// True when `password` is the one of `phc`. False for a string that is no Argon2 PHC string, one whose parameters exceed what this
/// service could have written (1 GiB, 20 iterations), and a password that is too long. Costs as much as hashing.
bool verify_password(const std::string& phc, const Secret& password);

/// Costs as much as a verification and is always false: for an account that does not exist.
bool verify_nobody(const Secret& password, const Argon2Parameters& parameters);

/// True when `phc` was made with other parameters.
bool needs_rehash(const std::string& phc, const Argon2Parameters& parameters);

/// The largest memory, at two iterations, whose hash takes at most `target` on this machine.
Argon2Parameters calibrate(std::chrono::milliseconds target);

}  // namespace gatehouse::crypto
