// Push messages to apps by Firebase Cloud Messaging, HTTP v1. The payload is the data entry "payload", a text.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/jwk.hpp>
#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/push/message.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::push {

/// The registration token of an installed app: 1 to 4096 printable characters of ASCII.
struct FcmToken {
  Secret value;
};

struct ServiceAccount {
  std::string project_id;
  std::string client_email;
  std::string private_key_id;
  crypto::Key private_key;  ///< RS256
  std::string token_uri;    ///< https, or http on this machine
};

/// Reads the JSON file that Google gives for a service account. Throws std::runtime_error with a sentence that holds
/// nothing of the file's content.
ServiceAccount read_service_account(const std::string& file);

struct FcmOptions {
  std::string url = "https://fcm.googleapis.com";  ///< http or https, without a slash at the end
  std::chrono::milliseconds timeout{10'000};       ///< of each request
};

class AccessTokens;

/// Of one event loop.
class Fcm {
 public:
  Fcm(http::Client& client, ServiceAccount account, FcmOptions options, const Clock& clock);
  ~Fcm();
  Fcm(const Fcm&) = delete;
  Fcm& operator=(const Fcm&) = delete;

  /// Sends one message. UNREGISTERED says that the token is gone. 401 renews the access token once. Refused credentials
  /// of ours, 408, 429, 5xx and no answer are temporary, also where the access token is asked for; the rest is
  /// permanent, as is a text that is no token. Does not throw for what the service answers.
  Task<SendResult> send(FcmToken to, Message message);

 private:
  http::ClientRequest request(const FcmToken& to, const Message& message,
                              const Secret& access_token) const;

  http::Client& client_;
  FcmOptions options_;
  const Clock& clock_;
  std::string project_id_;
  std::unique_ptr<AccessTokens> tokens_;
};

}  // namespace gatehouse::push
