// Push messages to browsers: RFC 8030, encrypted for the browser (RFC 8291) and signed by us (RFC 8292).
#pragma once

#include <chrono>
#include <map>
#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/push/message.hpp>
#include <gatehouse/platform/push/subscription.hpp>
#include <gatehouse/platform/push/vapid_key.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::push {

struct WebPushOptions {
  std::string subject;  ///< mailto: or https: address where push services reach the operator
  Endpoints endpoints = Endpoints::internet;
  std::chrono::milliseconds timeout{10'000};  ///< of one message
};

/// Of one event loop.
class WebPush {
 public:
  WebPush(http::Client& client, VapidKey key, WebPushOptions options, const Clock& clock);

  /// Sends one message. 404 and 410 say that the subscription is gone; 408, 429, 5xx and no answer are temporary; every
  /// other refusal is permanent, as are an endpoint that is not permitted and a key that is no point. Does not throw
  /// for what a service answers.
  Task<SendResult> send(WebPushSubscription to, Message message);

 private:
  struct Signed {
    std::string authorization;
    Timestamp made;
  };
  const std::string& authorization(const std::string& audience);

  http::Client& client_;
  VapidKey key_;
  WebPushOptions options_;
  const Clock& clock_;
  std::map<std::string, Signed, std::less<>> signed_;  ///< by audience
};

}  // namespace gatehouse::push
