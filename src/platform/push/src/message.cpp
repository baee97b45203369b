#include <gatehouse/platform/push/message.hpp>

#include <algorithm>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/crypto/jws.hpp>

namespace gatehouse::push {
namespace {

bool is_topic(std::string_view text) {
  return text.size() <= max_topic_length && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_';
         });
}

bool is_shown(const Alert& alert) {
  const auto is_line = [](std::string_view text) {
    return is_utf8(text) && !has_control_characters(text);
  };
  return alert.title.size() + alert.body.size() <= max_alert_bytes && is_line(alert.title) &&
         is_line(alert.body);
}

bool is_json_object(std::string_view text) {
  const auto value = crypto::parse_strict_json(text);
  return value && value->is_object();
}

}  // namespace

std::optional<std::string_view> check_message(const Message& message) {
  if (message.payload.size() > max_payload_bytes) return "the payload is too large";
  if (!is_json_object(message.payload)) return "the payload is no JSON object";
  if (message.ttl < std::chrono::seconds{0} || message.ttl > max_ttl)
    return "the time to live is out of bounds";
  if (!is_topic(message.topic)) return "the topic is not at most 32 characters of base64url";
  if (message.alert && !is_shown(*message.alert)) return "the alert is too long or no text";
  return std::nullopt;
}

}  // namespace gatehouse::push
