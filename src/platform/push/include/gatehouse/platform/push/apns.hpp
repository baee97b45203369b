// Push messages to Apple's systems by APNs, over HTTP/2, with provider tokens. The payload is the member "payload"
// beside "aps".
#pragma once

#include <chrono>
#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/jwk.hpp>
#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/push/message.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::push {

/// The device token as the app got it, in hexadecimal: 1 to 100 bytes.
struct ApnsToken {
  Secret value;
};

/// Reads the key file (.p8) that Apple gives. Throws std::runtime_error with a sentence that holds nothing of the
/// file's content.
crypto::Key read_apns_key(const std::string& file);

struct ApnsOptions {
  std::string url = "https://api.push.apple.com";  ///< http or https, without a slash at the end
  crypto::Key key;                                 ///< ES256
  std::string key_id;
  std::string team_id;
  std::string topic;                          ///< bundle id of the app
  std::chrono::milliseconds timeout{10'000};  ///< of each request
};

/// Of one event loop.
class Apns {
 public:
  /// Throws std::runtime_error with a sentence when the topic could not stand in a request.
  Apns(http::Client& client, ApnsOptions options, const Clock& clock);

  /// Sends one message: with an alert as such, else in the background, where Apple delivers when it suits the device.
  /// 410 and BadDeviceToken say that the token is gone. ExpiredProviderToken renews ours once, if it is 20 minutes old:
  /// Apple refuses those that are renewed more often. 403, 429, 5xx and no answer are temporary; the rest is permanent,
  /// as is a text that is no token. Does not throw for what the service answers.
  Task<SendResult> send(ApnsToken to, Message message);

 private:
  struct ProviderToken {
    Secret text{};
    Timestamp made{};
  };
  /// The one that is kept, unless it is older than `age`.
  const ProviderToken& provider_token(std::chrono::minutes age);
  http::ClientRequest request(const ApnsToken& to, const Message& message,
                              const ProviderToken& token) const;

  http::Client& client_;
  ApnsOptions options_;
  const Clock& clock_;
  ProviderToken token_;
};

}  // namespace gatehouse::push
