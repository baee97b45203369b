#include <gatehouse/platform/push/web_push.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/crypto/content_encryption.hpp>
#include <gatehouse/platform/crypto/jws.hpp>

#include "encryption.hpp"
#include "endpoint.hpp"
#include "exchange.hpp"

namespace gatehouse::push {
namespace {

constexpr std::string_view service = "web push";

// RFC 8292 section 2 permits 24 hours. Tokens go out in the first half of their life, so that neither clock matters.
constexpr std::chrono::hours token_lifetime{12};
constexpr std::chrono::hours token_use{6};
// Audiences come from endpoints, which anybody can make up.
constexpr std::size_t max_audiences = 64;

std::string_view urgency_text(Urgency urgency) {
  switch (urgency) {
    case Urgency::very_low:
      return "very-low";
    case Urgency::low:
      return "low";
    case Urgency::high:
      return "high";
    case Urgency::normal:
      break;
  }
  return "normal";
}

SendResult refused_here(std::string_view sentence) {
  return {.outcome = Outcome::permanent, .error = fmt::format("{}: {}", service, sentence)};
}

SendResult result_of(const http::ClientResponse& answer, Timestamp now) {
  const int status = answer.status;
  if (status >= 200 && status < 300) return {};
  const auto outcome = status == 404 || status == 410 ? Outcome::gone
                       : can_pass(status)             ? Outcome::temporary
                                                      : Outcome::permanent;
  return refused(outcome, service, answer, {}, now);
}

}  // namespace

WebPush::WebPush(http::Client& client, VapidKey key, WebPushOptions options, const Clock& clock)
    : client_(client), key_(std::move(key)), options_(std::move(options)), clock_(clock) {}

const std::string& WebPush::authorization(const std::string& audience) {
  const auto now = clock_.now();
  const auto kept = signed_.find(audience);
  if (kept != signed_.end() && kept->second.made <= now && now - kept->second.made < token_use)
    return kept->second.authorization;
  if (signed_.size() >= max_audiences) signed_.clear();
  const boost::json::object claims{
      {"aud", audience}, {"exp", to_unix_seconds(now + token_lifetime)}, {"sub", options_.subject}};
  const auto token = crypto::sign_compact_jws(key_.signing_key(), {{"typ", "JWT"}},
                                              boost::json::serialize(claims));
  auto& entry = signed_[audience];
  entry = {fmt::format("vapid t={}, k={}", token, key_.application_server_key()), now};
  return entry.authorization;
}

Task<SendResult> WebPush::send(WebPushSubscription to, Message message) {
  if (const auto problem = check_message(message)) co_return refused_here(*problem);
  const auto audience = endpoint_origin(to.endpoint, options_.endpoints);
  if (!audience) co_return refused_here("the endpoint is no permitted address");
  auto body = encrypt(to, message.payload, crypto::AgreementKey::generate(),
                      random_string(crypto::content_salt_size));
  if (!body) co_return refused_here("the subscription's keys are none");

  http::ClientRequest request{.method = "POST",
                              .url = std::move(to.endpoint),
                              .headers = {{"Authorization", authorization(*audience)},
                                          {"TTL", std::to_string(message.ttl.count())},
                                          {"Urgency", std::string(urgency_text(message.urgency))},
                                          {"Content-Encoding", "aes128gcm"},
                                          {"Content-Type", "application/octet-stream"}},
                              .body = std::move(*body),
                              .destination = options_.endpoints == Endpoints::internet
                                                 ? http::Destination::given
                                                 : http::Destination::configured,
                              .timeout = options_.timeout};
  if (!message.topic.empty()) request.headers.emplace_back("Topic", message.topic);
  const auto answer = co_await exchange(client_, service, std::move(request));
  if (!answer) co_return answer.error();
  co_return result_of(*answer, clock_.now());
}

}  // namespace gatehouse::push
