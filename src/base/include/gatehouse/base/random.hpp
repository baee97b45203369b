// Randomness from the operating system (getrandom), the only source the product uses.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <gatehouse/base/secret.hpp>

namespace gatehouse {

/// Fills `out` with random bytes. Aborts if the kernel cannot deliver: there is no safe way to go on.
void random_bytes(std::span<std::uint8_t> out) noexcept;

/// `size` random bytes as a string.
std::string random_string(std::size_t size);

/// A number in [0, bound), each equally likely. bound > 0.
std::uint32_t random_below(std::uint32_t bound) noexcept;

/// `digits` decimal digits (1 to 9), leading zeros kept: a one-time code.
Secret random_code(int digits);

/// 256 random bits in base64url (43 characters): a token, never guessable.
Secret random_token();

}  // namespace gatehouse
