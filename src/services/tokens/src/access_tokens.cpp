#include <gatehouse/services/tokens/access_tokens.hpp>

#include <algorithm>

#include <boost/json/array.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::services {
namespace {

namespace json = boost::json;

constexpr std::string_view token_type = "at+jwt";

json::array to_json(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

std::string text_of(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<std::string> texts_of(const json::object& claims, std::string_view name) {
  std::vector<std::string> texts;
  const auto* value = claims.if_contains(name);
  if (value == nullptr || !value->is_array()) return texts;
  for (const auto& item : value->get_array()) {
    if (item.is_string()) texts.emplace_back(item.get_string());
  }
  return texts;
}

std::int64_t number_of(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

AccessTokens::AccessTokens(AccessTokenOptions options, const SigningKeySet& keys,
                           const Revocations& revocations)
    : options_(std::move(options)), keys_(keys), revocations_(revocations) {}

void AccessTokens::require_key(Timestamp now) const {
  if (!keys_.signing_key(now)) throw Unavailable("there is no signing key yet");
}

std::chrono::seconds AccessTokens::lifetime(Timestamp session_ends_at,
                                            Timestamp now) const noexcept {
  const auto left = std::chrono::floor<std::chrono::seconds>(session_ends_at - now);
  return std::clamp(left, std::chrono::seconds{0}, options_.lifetime);
}

Secret AccessTokens::issue(AccessClaims claims, Timestamp session_ends_at, Timestamp now) const {
  require_key(now);
  const auto key = keys_.signing_key(now);
  json::object body{{"iss", options_.issuer},
                    {"aud", options_.audience},
                    {"sub", claims.account.text()},
                    {"client_id", options_.audience},
                    {"iat", to_unix_seconds(now)},
                    {"exp", to_unix_seconds(now + lifetime(session_ends_at, now))},
                    {"jti", encode_base64url(random_string(12))},
                    {"sid", claims.session.text()},
                    {"acr", claims.acr},
                    {"amr", to_json(claims.amr)},
                    {"auth_time", to_unix_seconds(claims.auth_time)}};
  if (!claims.roles.empty()) body["roles"] = to_json(claims.roles);
  if (claims.security_profile) body["security_profile"] = claims.security_profile->text();
  return Secret{crypto::sign_jwt(*key, token_type, body)};
}

std::expected<std::shared_ptr<const AccessClaims>, TokenError> AccessTokens::verify(
    std::string_view token, Timestamp now) {
  if (token.size() > crypto::max_jwt_bytes) return std::unexpected(TokenError::invalid);
  auto digest = crypto::sha256(token);
  std::shared_ptr<const AccessClaims> claims;
  if (const auto found = cache_.find(digest); found != cache_.end()) {
    claims = found->second;
    if (claims->expires_at <= now) {
      cache_.erase(found);
      return std::unexpected(TokenError::expired);
    }
  } else {
    auto fresh = verify_anew(token, now);
    if (!fresh) return fresh;
    claims = std::move(*fresh);
    // Forgetting everything now and then costs one verification for each live token: cheaper than keeping order.
    if (cache_.size() >= cache_size) cache_.clear();
    cache_.emplace(std::move(digest), claims);
  }
  if (revocations_.contains(claims->session)) return std::unexpected(TokenError::session_ended);
  return claims;
}

std::expected<std::shared_ptr<const AccessClaims>, TokenError> AccessTokens::verify_anew(
    std::string_view token, Timestamp now) const {
  std::shared_ptr<const crypto::Key> key;
  const auto find = [&](std::string_view kid) {
    key = keys_.find(kid, now);
    return key.get();
  };
  const auto body = crypto::verify_jwt(
      token, find, {.type = token_type, .issuer = options_.issuer, .audience = options_.audience},
      now);
  if (!body) {
    return std::unexpected(body.error() == crypto::JwtError::expired ? TokenError::expired
                                                                     : TokenError::invalid);
  }
  const auto account = AccountId::parse(text_of(*body, "sub"));
  const auto session = SessionId::parse(text_of(*body, "sid"));
  if (!account || !session) return std::unexpected(TokenError::invalid);
  return std::make_shared<const AccessClaims>(
      AccessClaims{.account = *account,
                   .session = *session,
                   .acr = text_of(*body, "acr"),
                   .amr = texts_of(*body, "amr"),
                   .auth_time = from_unix_seconds(number_of(*body, "auth_time")),
                   .roles = texts_of(*body, "roles"),
                   .security_profile = SecurityProfileId::parse(text_of(*body, "security_profile")),
                   .expires_at = from_unix_seconds(number_of(*body, "exp"))});
}

}  // namespace gatehouse::services
