#include <gatehouse/platform/crypto/jwt.hpp>

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <gatehouse/base/text.hpp>

namespace gatehouse::crypto {
namespace {

namespace json = boost::json;

std::optional<std::string_view> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

// A NumericDate in seconds; fractions are cut. Empty when it is missing or no number.
std::optional<std::int64_t> date_of(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  constexpr double largest = 1e15;
  if (value->is_double() && value->get_double() > -largest && value->get_double() < largest) {
    return static_cast<std::int64_t>(value->get_double());
  }
  return std::nullopt;
}

bool has_audience(const json::object& claims, std::string_view expected) {
  const auto* value = claims.if_contains("aud");
  if (value == nullptr) return false;
  if (value->is_string()) return value->get_string() == expected;
  if (!value->is_array()) return false;
  return std::ranges::any_of(value->get_array(), [&](const json::value& one) {
    return one.is_string() && one.get_string() == expected;
  });
}

std::optional<JwtError> check_times(const json::object& claims, std::chrono::seconds leeway,
                                    Timestamp now) {
  const auto seconds = to_unix_seconds(now);
  const auto expires = date_of(claims, "exp");
  if (!expires) return JwtError::malformed;
  if (*expires <= seconds) return JwtError::expired;
  for (const auto* name : {"nbf", "iat"}) {
    if (!claims.contains(name)) continue;
    const auto date = date_of(claims, name);
    if (!date) return JwtError::malformed;
    if (*date > seconds + leeway.count()) return JwtError::not_yet_valid;
  }
  return std::nullopt;
}

bool is_type(std::string_view type, std::string_view expected) {
  constexpr std::string_view prefix = "application/";
  if (ascii_iequal(type.substr(0, prefix.size()), prefix)) type.remove_prefix(prefix.size());
  return ascii_iequal(type, expected);
}

// What the header must say before the signature is looked at.
std::expected<const Key*, JwtError> choose_key(const json::object& header,
                                               const KeyFinder& find_key, std::string_view type) {
  const auto kid = text_of(header, "kid");
  const Key* key = kid ? find_key(*kid) : nullptr;
  if (key == nullptr) return std::unexpected(JwtError::unknown_key);
  if (!is_type(text_of(header, "typ").value_or(""), type)) {
    return std::unexpected(JwtError::wrong_type);
  }
  if (text_of(header, "alg") != algorithm_name(key->algorithm())) {
    return std::unexpected(JwtError::bad_algorithm);
  }
  return key;
}

}  // namespace

std::string sign_jwt(const Key& key, std::string_view type, const json::object& claims) {
  return sign_compact_jws(key, {{"kid", key.thumbprint()}, {"typ", type}}, json::serialize(claims));
}

std::expected<json::object, JwtError> verify_jwt(std::string_view token, const KeyFinder& find_key,
                                                 const JwtExpectation& expectation, Timestamp now) {
  const auto message = parse_compact_jws(token);
  if (!message) return std::unexpected(JwtError::malformed);
  const auto key = choose_key(message->header, find_key, expectation.type);
  if (!key) return std::unexpected(key.error());
  if (!verify_signature(*message, **key)) return std::unexpected(JwtError::bad_signature);
  auto payload = parse_strict_json(message->payload);
  if (!payload || !payload->is_object()) return std::unexpected(JwtError::malformed);
  auto& claims = payload->get_object();
  if (!text_of(claims, "sub")) return std::unexpected(JwtError::malformed);
  if (text_of(claims, "iss") != expectation.issuer) return std::unexpected(JwtError::wrong_issuer);
  if (!has_audience(claims, expectation.audience)) return std::unexpected(JwtError::wrong_audience);
  if (const auto error = check_times(claims, expectation.leeway, now)) {
    return std::unexpected(*error);
  }
  return std::move(claims);
}

}  // namespace gatehouse::crypto
