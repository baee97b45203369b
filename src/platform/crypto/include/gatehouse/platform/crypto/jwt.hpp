// JSON Web Tokens (RFC 7519): signing, and the checks of an access token (RFC 9068) as a function of token, keys and
// time.
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
#include <gatehouse/platform/crypto/jws.hpp>

namespace gatehouse::crypto {

inline constexpr std::size_t max_jwt_bytes = max_jws_bytes;

/// The compact serialization of `claims`, signed; header: alg, kid, typ.
std::string sign_jwt(const Key& key, std::string_view type, const boost::json::object& claims);

enum class JwtError {
  malformed,  ///< not three canonical base64url parts of JSON objects, too long, duplicate members, crit
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
  std::string_view
      type;  ///< "at+jwt", with or without "application/" and in any case (RFC 9068 section 4)
  std::string_view issuer;
  std::string_view audience;       ///< is, or is one of, aud
  std::chrono::seconds leeway{5};  ///< for nbf and iat of other machines; exp has none
};

/// Finds the key of a `kid`; null when there is none.
using KeyFinder = std::function<const Key*(std::string_view kid)>;

/// The claims of a valid token; otherwise the first cause, in the order of the enumeration but for malformed claims,
/// which are looked at after the signature. kid, typ, iss, aud, sub and exp are mandatory. A token ends at exp: `now`
/// == exp is too late.
std::expected<boost::json::object, JwtError> verify_jwt(std::string_view token,
                                                        const KeyFinder& find_key,
                                                        const JwtExpectation& expectation,
                                                        Timestamp now);

}  // namespace gatehouse::crypto
