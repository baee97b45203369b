// Signed messages in the compact serialization (RFC 7515), read strictly.
//
// Who verifies brings the key, and the key brings its one algorithm: header members that name or carry a key (jwk, jku,
// x5u, x5c) are never followed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/platform/crypto/jwk.hpp>

namespace gatehouse::crypto {

inline constexpr std::size_t max_jws_bytes = 8 * 1024;

/// A message taken apart; nothing in it is trusted before verify_signature().
struct CompactJws {
  boost::json::object header;
  std::string payload;
  std::string signature;
  std::string_view signed_part;  ///< lies in the text that was parsed
};

/// Empty unless `text` is at most max_jws_bytes long and is exactly three parts of canonical base64url, the first of
/// them strict JSON: an object with a text `alg` and without `crit` (RFC 7515 section 4.1.11; no extension is
/// understood).
std::optional<CompactJws> parse_compact_jws(std::string_view text);

/// True when the header's alg is the key's and the signature is right.
bool verify_signature(const CompactJws& message, const Key& key);

/// The payload when both of the above hold.
std::optional<std::string> verify_compact_jws(std::string_view text, const Key& key);

/// Signs `payload`. `header` gets alg; it is written as it is otherwise.
std::string sign_compact_jws(const Key& key, boost::json::object header, std::string_view payload);

/// JSON in UTF-8 without duplicate members anywhere, with numbers in the range of a double, and at most 16 deep; empty
/// otherwise.
std::optional<boost::json::value> parse_strict_json(std::string_view text);

}  // namespace gatehouse::crypto
