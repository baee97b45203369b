// Text messages over an HTTP gateway: Twilio's interface, or any other by templates.
#pragma once

#include <string>
#include <variant>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/mail/outcome.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::sms {

using mail::Outcome;
using mail::SendResult;

/// Twilio's Programmable Messaging (version 2010-04-01), which others speak as well.
struct TwilioOptions {
  std::string api_url = "https://api.twilio.com";
  std::string account_sid;
  Secret auth_token;
  std::string from;  ///< a number, an alphanumeric sender, or a messaging service (MG…)
};

/// A gateway that takes one request for each message. In `url` and `body` stand the places {to} (+8801…), {to_digits}
/// (8801…), {text}, {unicode} (1 when the text needs UCS-2, else 0) and {id} (the message's, the same at each try).
/// What fills them is percent-encoded in the URL and in forms, and escaped for a string in JSON.
struct GatewayOptions {
  std::string url;
  std::string method = "POST";
  Secret body{};  ///< a template; credentials often stand in it
  std::string content_type = "application/x-www-form-urlencoded";  ///< or application/json
  http::Headers headers{};                                         ///< values with the place {id}
  std::string
      success_text{};  ///< not empty: an answer without it is a temporary failure, even with status 200
};

class SmsSender {
 public:
  SmsSender(http::Client& client, std::variant<TwilioOptions, GatewayOptions> options)
      : client_(client), options_(std::move(options)) {}

  /// Sends `text` (UTF-8) to a number in E.164 (+8801712345678). Anything else as a number is a permanent failure, as
  /// are answers 4xx but for 401, 403, 408 and 429; the rest is temporary. Does not throw for what a gateway answers.
  /// `id` (letters, digits, - and _) tells a gateway that is given it one message from another; Twilio takes none.
  Task<SendResult> send(std::string to_e164, std::string text, std::string id);

 private:
  http::Client& client_;
  std::variant<TwilioOptions, GatewayOptions> options_;
};

}  // namespace gatehouse::sms
