// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce: version 1 ‖ nonce 12 ‖ ciphertext ‖ tag 16.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::crypto {

/// 29 bytes longer than `plain`. `key` has 32 bytes and seals at most 2^32 values (SP 800-38D section 8.3). `context`
/// is authenticated, not stored: what the sealed value belongs to, so that it cannot be moved elsewhere.
std::string seal(const Secret& key, std::string_view plain, std::string_view context);

/// Empty when key, context or a byte of `sealed` is another.
std::optional<Secret> open(const Secret& key, std::string_view sealed, std::string_view context);

}  // namespace gatehouse::crypto
