// A push message, and what became of it.
//
// What reaches the browser or the app is the payload, the same JSON on every system; it shows what it makes of it. Push
// services see the payload of apps (browsers' is encrypted), so nothing belongs into it that they must not know.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::push {

inline constexpr std::size_t max_payload_bytes = 3072;
inline constexpr std::size_t max_alert_bytes = 384;  ///< of title and body together
inline constexpr std::size_t max_topic_length = 32;
inline constexpr std::chrono::seconds max_ttl = std::chrono::days{28};

/// RFC 8030 section 5.3. Only high wakes a device that saves power.
enum class Urgency : std::uint8_t { very_low, low, normal, high };

/// Words that Apple's systems show by themselves, before or without the app.
struct Alert {
  std::string title;
  std::string body;
};

struct Message {
  std::string payload;  ///< a JSON object, at most max_payload_bytes
  std::chrono::seconds
      ttl;  ///< kept for a device that cannot be reached; 0: now or never; at most max_ttl
  Urgency urgency = Urgency::normal;
  std::string
      topic{};  ///< replaces the waiting message of this topic; at most 32 of base64url (RFC 8030 section 5.4)
  std::optional<Alert>
      alert{};  ///< none: Apple's systems show nothing, and deliver when it suits them
};

enum class Outcome : std::uint8_t {
  sent,       ///< the push service has taken it
  temporary,  ///< not taken now, or it is not known: try again later
  gone,       ///< the device's address is no longer one: delete it
  permanent,  ///< refused for good, or not configured: trying again is no use
};

struct SendResult {
  Outcome outcome = Outcome::sent;
  std::optional<std::chrono::seconds>
      retry_after{};    ///< the service's word, at most a day; temporary only
  std::string error{};  ///< for operators; names no address, token or content
};

/// Which bound of Message is broken, as a sentence; empty when it can be sent.
std::optional<std::string_view> check_message(const Message& message);

}  // namespace gatehouse::push
