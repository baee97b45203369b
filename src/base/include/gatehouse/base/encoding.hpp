// Text forms of bytes. Decoders are strict: they accept exactly what the encoder writes (no white space, no other
// alphabet, no missing or superfluous padding, no stray bits in the last character) and answer empty for anything else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// RFC 4648 section 5, without padding.
std::string encode_base64url(std::string_view bytes);
std::optional<std::string> decode_base64url(std::string_view text);

/// RFC 4648 section 4, with padding.
std::string encode_base64(std::string_view bytes);
std::optional<std::string> decode_base64(std::string_view text);

/// Lower-case hexadecimal; the decoder accepts both cases.
std::string encode_hex(std::string_view bytes);
std::optional<std::string> decode_hex(std::string_view text);

}  // namespace gatehouse
