// Encrypted content coding for HTTP, aes128gcm (RFC 8188).
#pragma once

#include <string>
#include <string_view>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::crypto {

inline constexpr std::size_t content_salt_size = 16;
/// Of header and ciphertext, beside the key id: salt 16, record size 4, length of the id 1, delimiter 1, tag 16.
inline constexpr std::size_t content_overhead = 38;

/// `plain` as one record of 4096 bytes: salt ‖ record size ‖ length of the id ‖ id ‖ AES-128-GCM. `key`: the input
/// keying material, of which at most 2^32 salts may be used. `salt`: 16 bytes, random and new for each message.
/// Asserts the sizes: `key_id` at most 255 bytes, `plain` at most 4079.
std::string encrypt_content(const Secret& key, std::string_view salt, std::string_view key_id,
                            std::string_view plain);

}  // namespace gatehouse::crypto
