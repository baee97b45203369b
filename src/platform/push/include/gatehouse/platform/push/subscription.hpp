// Where a browser takes push messages: the PushSubscription of the Push API (W3C), whose endpoint the browser's vendor
// gave it, and which anybody can make up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/secret.hpp>

namespace gatehouse::push {

inline constexpr std::size_t max_endpoint_length = 2048;
inline constexpr std::size_t max_subscription_bytes = 4096;

/// Where endpoints may be.
enum class Endpoints : std::uint8_t {
  internet,  ///< https, at public addresses only
  anywhere,  ///< http as well, and in the inside network: tests and development
};

struct WebPushSubscription {
  std::string endpoint;
  std::string p256dh;  ///< the browser's public key: a point of P-256, 65 bytes
  Secret auth;         ///< 16 bytes that only the browser and we know (RFC 8291 section 2)
};

/// Reads the JSON of PushSubscription.toJSON(): {"endpoint","keys":{"p256dh","auth"}}, keys in base64url; other members
/// do not count. Fails with malformed_json, or validation_failed with a violation for each member that is missing, has
/// another size, or is no URL or point. Whether the endpoint's address is public shows when it is connected to.
Result<WebPushSubscription> parse_subscription(std::string_view json,
                                               Endpoints endpoints = Endpoints::internet);

}  // namespace gatehouse::push
