#include <gatehouse/platform/push/apns.hpp>

#include <algorithm>
#include <stdexcept>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <gatehouse/platform/crypto/jws.hpp>

#include "exchange.hpp"
#include "key_file.hpp"

namespace gatehouse::push {
namespace {

namespace json = boost::json;
using std::chrono::minutes;

constexpr std::string_view service = "apns";

// Apple refuses tokens that are older than an hour, and those that are renewed more often than every 20 minutes.
constexpr minutes renewal_age{40};
constexpr minutes youngest_renewal{20};

bool is_hex(std::string_view text) {
  return !text.empty() && text.size() % 2 == 0 && text.size() <= 200 &&
         std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

bool is_topic(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.';
  });
}

// The payload is put in as it came: it has been read as JSON before.
std::string body_of(const Message& message) {
  json::object aps;
  if (message.alert) {
    // The app's extension may put the payload into better words before the alert is shown.
    aps = {{"alert", {{"title", message.alert->title}, {"body", message.alert->body}}},
           {"mutable-content", 1}};
    if (message.urgency == Urgency::high) aps["sound"] = "default";
  } else {
    aps = {{"content-available", 1}};
  }
  return fmt::format(R"({{"aps":{},"payload":{}}})", json::serialize(aps), message.payload);
}

std::string expiration(const Message& message, Timestamp now) {
  if (message.ttl.count() == 0) return "0";
  return std::to_string(to_unix_seconds(now + message.ttl));
}

std::string reason_of(std::string_view body) {
  const auto value = crypto::parse_strict_json(body);
  const auto* object = value ? value->if_object() : nullptr;
  const auto* reason = object != nullptr ? object->if_contains("reason") : nullptr;
  return reason != nullptr && reason->is_string() ? std::string(reason->get_string()) : "";
}

SendResult result_of(const http::ClientResponse& answer, Timestamp now) {
  const int status = answer.status;
  if (status == 200) return {};
  const auto reason = reason_of(answer.body);
  // 403: refused credentials are the operator's to mend.
  const auto outcome = status == 410 || reason == "BadDeviceToken" ? Outcome::gone
                       : can_pass(status) || status == 403         ? Outcome::temporary
                                                                   : Outcome::permanent;
  return refused(outcome, service, answer, reason, now);
}

}  // namespace

crypto::Key read_apns_key(const std::string& file) {
  auto key = crypto::Key::from_pem(read_key_file(service, file), crypto::Algorithm::es256);
  if (!key) throw std::runtime_error(fmt::format("{}: {} holds no P-256 key", service, file));
  return std::move(*key);
}

Apns::Apns(http::Client& client, ApnsOptions options, const Clock& clock)
    : client_(client), options_(std::move(options)), clock_(clock) {
  if (!is_topic(options_.topic))
    throw std::runtime_error(fmt::format("{}: the topic is no bundle id", service));
}

const Apns::ProviderToken& Apns::provider_token(minutes age) {
  const auto now = clock_.now();
  if (!token_.text.empty() && token_.made <= now && now - token_.made < age) return token_;
  const json::object claims{{"iss", options_.team_id}, {"iat", to_unix_seconds(now)}};
  token_ = {Secret{crypto::sign_compact_jws(options_.key, {{"kid", options_.key_id}},
                                            json::serialize(claims))},
            now};
  return token_;
}

http::ClientRequest Apns::request(const ApnsToken& to, const Message& message,
                                  const ProviderToken& token) const {
  const bool is_immediate = message.alert && message.urgency >= Urgency::normal;
  http::ClientRequest request{
      .method = "POST",
      .url = fmt::format("{}/3/device/{}", options_.url, to.value.reveal()),
      .headers = {{"authorization", fmt::format("bearer {}", token.text.reveal())},
                  {"apns-topic", options_.topic},
                  {"apns-push-type", message.alert ? "alert" : "background"},
                  {"apns-priority", is_immediate ? "10" : "5"},
                  {"apns-expiration", expiration(message, clock_.now())},
                  {"content-type", "application/json"}},
      .body = body_of(message),
      .destination = http::Destination::configured,
      .timeout = options_.timeout,
      .http2 = true};
  if (!message.topic.empty()) request.headers.emplace_back("apns-collapse-id", message.topic);
  return request;
}

Task<SendResult> Apns::send(ApnsToken to, Message message) {
  auto problem = check_message(message);
  if (!problem && !is_hex(to.value.reveal())) problem = "the device's token is none";
  if (problem)
    co_return SendResult{.outcome = Outcome::permanent,
                         .error = fmt::format("{}: {}", service, *problem)};
  auto token = provider_token(renewal_age);
  for (;;) {
    const auto answer = co_await exchange(client_, service, request(to, message, token));
    if (!answer) co_return answer.error();
    const bool is_expired =
        answer->status == 403 && reason_of(answer->body) == "ExpiredProviderToken";
    const auto& renewed = is_expired ? provider_token(youngest_renewal) : token;
    if (renewed.made == token.made) co_return result_of(*answer, clock_.now());
    token = renewed;
  }
}

}  // namespace gatehouse::push
