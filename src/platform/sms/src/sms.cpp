#include <gatehouse/platform/sms/sms.hpp>

#include <algorithm>
#include <optional>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/sms/parts.hpp>

namespace gatehouse::sms {
namespace {

enum class Escaping { percent, json };

bool is_e164(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || std::string_view{"-._~"}.contains(c);
    if (is_plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string escape(std::string_view text, Escaping escaping) {
  if (escaping == Escaping::percent) return percent_encode(text);
  const auto quoted = boost::json::serialize(boost::json::string{text});
  return quoted.substr(1, quoted.size() - 2);
}

struct Message {
  std::string_view to;
  std::string_view text;
  std::string_view id;
};

// One pass over the template: braces in a value are never read as a place.
std::string fill(std::string_view form, const Message& message, Escaping escaping) {
  const auto value_of = [&](std::string_view place) -> std::optional<std::string> {
    if (place == "to") return escape(message.to, escaping);
    if (place == "to_digits") return escape(message.to.substr(1), escaping);
    if (place == "text") return escape(message.text, escaping);
    if (place == "unicode") return count_parts(message.text).is_unicode ? "1" : "0";
    if (place == "id") return escape(message.id, escaping);
    return std::nullopt;
  };
  std::string out;
  while (!form.empty()) {
    const auto end = form.starts_with('{') ? form.find('}') : std::string_view::npos;
    const auto value =
        end == std::string_view::npos ? std::nullopt : value_of(form.substr(1, end - 1));
    out += value ? *value : std::string{form.substr(0, 1)};
    form.remove_prefix(value ? end + 1 : 1);
  }
  return out;
}

http::ClientRequest request_of(const TwilioOptions& options, const Message& message) {
  const auto* sender = options.from.starts_with("MG") ? "MessagingServiceSid" : "From";
  return {.method = "POST",
          .url = fmt::format("{}/2010-04-01/Accounts/{}/Messages.json", options.api_url,
                             percent_encode(options.account_sid)),
          .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
          .body = fmt::format("To={}&{}={}&Body={}", percent_encode(message.to), sender,
                              percent_encode(options.from), percent_encode(message.text)),
          .user = options.account_sid,
          .password = options.auth_token,
          .destination = http::Destination::configured};
}

// Only the id has a place there: it needs no escaping, and texts do not belong into headers.
http::Headers headers_of(const GatewayOptions& options, const Message& message) {
  auto headers = options.headers;
  constexpr std::string_view place = "{id}";
  for (auto& [name, value] : headers) {
    if (const auto at = value.find(place); at != std::string::npos)
      value.replace(at, place.size(), message.id);
  }
  return headers;
}

http::ClientRequest request_of(const GatewayOptions& options, const Message& message) {
  const bool is_json = options.content_type.starts_with("application/json");
  http::ClientRequest request{
      .method = options.method,
      .url = fill(options.url, message, Escaping::percent),
      .headers = headers_of(options, message),
      .body = fill(options.body.reveal(), message, is_json ? Escaping::json : Escaping::percent),
      .destination = http::Destination::configured};
  if (!request.body.empty()) request.headers.emplace_back("Content-Type", options.content_type);
  return request;
}

SendResult result_of(const http::ClientResponse& response, std::string_view success_text) {
  const int status = response.status;
  if (status >= 200 && status < 300) {
    if (response.body.contains(success_text)) return {};
    return {Outcome::temporary, "sms: the gateway's answer does not say that it took the message"};
  }
  // Refused credentials are the operator's to mend; the message waits for it.
  const bool can_change = status < 400 || status >= 500 || status == 401 || status == 403 ||
                          status == 408 || status == 429;
  return {can_change ? Outcome::temporary : Outcome::permanent,
          fmt::format("sms: the gateway answered {}", status)};
}

}  // namespace

Task<SendResult> SmsSender::send(std::string to_e164, std::string text, std::string id) {
  if (!is_e164(to_e164)) co_return SendResult{Outcome::permanent, "not a number in E.164"};
  const auto* gateway = std::get_if<GatewayOptions>(&options_);
  const Message message{to_e164, text, id};
  auto request =
      std::visit([&](const auto& options) { return request_of(options, message); }, options_);
  try {
    const auto response = co_await client_.send(std::move(request));
    co_return result_of(response,
                        gateway != nullptr ? std::string_view{gateway->success_text} : "");
  } catch (const Unavailable& failure) {
    co_return SendResult{Outcome::temporary, fmt::format("sms: {}", failure.what())};
  }
}

}  // namespace gatehouse::sms
