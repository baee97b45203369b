#include <gatehouse/platform/push/subscription.hpp>

#include <optional>

#include <boost/json/object.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/jws.hpp>
#include <gatehouse/platform/crypto/key_agreement.hpp>

#include "encryption.hpp"
#include "endpoint.hpp"

namespace gatehouse::push {
namespace {

namespace json = boost::json;

std::optional<std::string_view> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

std::string bytes_of(const json::object& object, std::string_view name) {
  return decode_base64url(text_of(object, name).value_or("")).value_or("");
}

}  // namespace

Result<WebPushSubscription> parse_subscription(std::string_view text, Endpoints endpoints) {
  if (text.size() > max_subscription_bytes) return fail(ErrorCode::malformed_json);
  const auto value = crypto::parse_strict_json(text);
  if (!value || !value->is_object()) return fail(ErrorCode::malformed_json);
  const auto& members = value->get_object();
  const auto* keys = members.if_contains("keys");
  const json::object none;
  const auto& key_members = keys != nullptr && keys->is_object() ? keys->get_object() : none;

  WebPushSubscription found{.endpoint = std::string(text_of(members, "endpoint").value_or("")),
                            .p256dh = bytes_of(key_members, "p256dh"),
                            .auth = Secret{bytes_of(key_members, "auth")}};
  Error error{.code = ErrorCode::validation_failed};
  if (!endpoint_origin(found.endpoint, endpoints))
    error.violations.push_back({"/endpoint", "format", "an https URL"});
  if (!crypto::is_p256_point(found.p256dh))
    error.violations.push_back({"/keys/p256dh", "format", "a point of P-256 in base64url"});
  if (found.auth.size() != auth_size)
    error.violations.push_back({"/keys/auth", "format", "16 bytes in base64url"});
  if (!error.violations.empty()) return std::unexpected(std::move(error));
  return found;
}

}  // namespace gatehouse::push
