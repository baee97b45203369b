// Signed tokens in compact form (RFC 7515, 7519) and the checks of an access token (RFC 9068).
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/crypto/jwk.hpp>

namespace gatehouse::crypto {

inline constexpr std::size_t max_jwt_bytes = 8 * 1024;

/// The compact serialization of `claims`, signed; header: alg, kid, typ.
std::string sign_jwt(const Key& key, std::string_view type, const boost::json::object& claims);

enum class JwtError {
  malformed,      ///< not three canonical base64url parts of JSON objects, too long, duplicate members, crit
  unknown_key,    ///< no key has this kid
  wrong_type,     ///< typ is another
  bad_algorithm,  ///< alg is not the key's
  bad_signature,
  wrong_issuer,
  wrong_audience,
  expired,
  not_yet_valid,
};

/// What a token must state.
struct JwtExpectation {
  std::string_view type;
  std::string_view issuer;
  std::string_view audience;
  std::chrono::seconds leeway{5};  ///< for nbf and iat of other machines; exp has none
};

/// Finds the key of a `kid`; null when there is none.
using KeyFinder = std::function<const Key*(std::string_view kid)>;

/// The claims of a valid token. exp and sub are mandatory.
std::expected<boost::json::object, JwtError> verify_jwt(std::string_view token, const KeyFinder& find_key,
                                                        const JwtExpectation& expectation, Timestamp now);

/// JSON without duplicate members anywhere and at most 16 deep; empty otherwise.
std::optional<boost::json::value> parse_strict_json(std::string_view text);

}  // namespace gatehouse::crypto
