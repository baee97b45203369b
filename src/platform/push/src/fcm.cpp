#include <gatehouse/platform/push/fcm.hpp>

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <gatehouse/platform/crypto/jws.hpp>

#include "access_tokens.hpp"
#include "exchange.hpp"

namespace gatehouse::push {
namespace {

namespace json = boost::json;

constexpr std::string_view service = "fcm";

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= 4096 &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string body_of(std::string_view token, const Message& message) {
  json::object android{{"ttl", fmt::format("{}s", message.ttl.count())},
                       {"priority", message.urgency == Urgency::high ? "HIGH" : "NORMAL"}};
  if (!message.topic.empty()) android["collapse_key"] = message.topic;
  return json::serialize(json::object{{"message",
                                       {{"token", token},
                                        {"data", {{"payload", message.payload}}},
                                        {"android", std::move(android)}}}});
}

// error.details[].errorCode of the type FcmError, else error.status: google.rpc.Status in JSON.
std::string reason_of(std::string_view body) {
  const auto value = crypto::parse_strict_json(body);
  if (!value || !value->is_object()) return {};
  const auto* error = value->get_object().if_contains("error");
  if (error == nullptr || !error->is_object()) return {};
  const auto text_of = [](const json::value& in, std::string_view name) -> std::string {
    const auto* object = in.if_object();
    const auto* found = object != nullptr ? object->if_contains(name) : nullptr;
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
  };
  const auto* details = error->get_object().if_contains("details");
  if (details != nullptr && details->is_array()) {
    for (const auto& detail : details->get_array()) {
      if (auto code = text_of(detail, "errorCode"); !code.empty()) return code;
    }
  }
  return text_of(*error, "status");
}

SendResult result_of(const http::ClientResponse& answer, Timestamp now) {
  const int status = answer.status;
  if (status == 200) return {};
  const auto reason = reason_of(answer.body);
  auto outcome = Outcome::permanent;
  if (reason == "UNREGISTERED") {
    outcome = Outcome::gone;
  } else if (can_pass(status) || status == 401 ||
             (status == 403 && reason != "SENDER_ID_MISMATCH")) {
    // Refused credentials are the operator's to mend; another sender's token never becomes ours.
    outcome = Outcome::temporary;
  }
  return refused(outcome, service, answer, reason, now);
}

}  // namespace

Fcm::Fcm(http::Client& client, ServiceAccount account, FcmOptions options, const Clock& clock)
    : client_(client),
      options_(std::move(options)),
      clock_(clock),
      project_id_(account.project_id),
      tokens_(std::make_unique<AccessTokens>(client, std::move(account), options_.timeout, clock)) {
}

Fcm::~Fcm() = default;

http::ClientRequest Fcm::request(const FcmToken& to, const Message& message,
                                 const Secret& access_token) const {
  return {.method = "POST",
          .url = fmt::format("{}/v1/projects/{}/messages:send", options_.url, project_id_),
          .headers = {{"Authorization", fmt::format("Bearer {}", access_token.reveal())},
                      {"Content-Type", "application/json"}},
          .body = body_of(to.value.reveal(), message),
          .destination = http::Destination::configured,
          .timeout = options_.timeout};
}

Task<SendResult> Fcm::send(FcmToken to, Message message) {
  auto problem = check_message(message);
  if (!problem && !is_token(to.value.reveal())) problem = "the device's token is none";
  if (problem)
    co_return SendResult{.outcome = Outcome::permanent,
                         .error = fmt::format("{}: {}", service, *problem)};
  for (bool is_renewed = false;; is_renewed = true) {
    const auto token = co_await tokens_->get();
    if (!token) co_return token.error();
    const auto answer = co_await exchange(client_, service, request(to, message, *token));
    if (!answer) co_return answer.error();
    if (answer->status != 401 || is_renewed) co_return result_of(*answer, clock_.now());
    tokens_->forget(*token);
  }
}

}  // namespace gatehouse::push
