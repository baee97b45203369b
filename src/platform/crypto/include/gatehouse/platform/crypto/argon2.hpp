// Password hashing: Argon2id (RFC 9106) through libsodium, as PHC strings.
//
// Each thread that hashes keeps its working memory (up to 256 MiB) until it ends, wiped after each hash: mapping it
// anew costs a third of the time. So call these on the few threads of the hash pool only.
#pragma once

#include <chrono>
#include <cstdint>
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

/// True when `password` is the one of `phc`. False, without hashing, for a string that is no Argon2id PHC string, one
/// with parameters beyond the bounds (1 GiB, 20 iterations, 16 lanes, 256 characters), and a password that is too long.
/// Otherwise it costs as much as hashing did. Throws std::bad_alloc when there is no memory for it.
bool verify_password(const std::string& phc, const Secret& password);

/// Costs as much as a verification and is always false: for an account that does not exist.
bool verify_nobody(const Secret& password, const Argon2Parameters& parameters);

/// True when `phc` was made with other parameters.
bool needs_rehash(const std::string& phc, const Argon2Parameters& parameters);

/// The largest memory, at two iterations, whose hash takes at most `target` on one core of this machine; never less
/// than the default. Takes a few times `target`.
Argon2Parameters calibrate(std::chrono::milliseconds target);

}  // namespace gatehouse::crypto
