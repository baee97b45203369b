// SHA-256, HMAC and HKDF. Results are raw bytes.
#pragma once

#include <string>
#include <string_view>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::crypto {

/// 32 bytes (FIPS 180-4).
std::string sha256(std::string_view data);

/// 20 bytes. Only for the Pwned Passwords format, never for security.
std::string sha1(std::string_view data);

/// 32 bytes (RFC 2104).
std::string hmac_sha256(const Secret& key, std::string_view data);

/// `size` bytes for `purpose` (RFC 5869, no salt; `key` must be uniformly random).
Secret hkdf_sha256(const Secret& key, std::string_view purpose, std::size_t size = 32);

/// The same with a salt, for keys that are not uniform and for protocols that prescribe one. An empty salt is none.
Secret hkdf_sha256(const Secret& key, std::string_view salt, std::string_view info,
                   std::size_t size);

}  // namespace gatehouse::crypto
