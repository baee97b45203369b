// One door to every push service.
#pragma once

#include <memory>
#include <variant>

#include <gatehouse/platform/push/apns.hpp>
#include <gatehouse/platform/push/fcm.hpp>
#include <gatehouse/platform/push/message.hpp>
#include <gatehouse/platform/push/web_push.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::push {

/// Where a device takes messages.
using Target = std::variant<WebPushSubscription, FcmToken, ApnsToken>;

/// Null: not configured.
struct Providers {
  std::unique_ptr<WebPush> web_push{};
  std::unique_ptr<Fcm> fcm{};
  std::unique_ptr<Apns> apns{};
};

/// Of one event loop.
class Sender {
 public:
  explicit Sender(Providers providers) : providers_(std::move(providers)) {}

  /// Sends by the provider of `to`; permanent when there is none. The sender outlives the await.
  Task<SendResult> send(Target to, Message message);

 private:
  Task<SendResult> send_to(WebPushSubscription to, Message message);
  Task<SendResult> send_to(FcmToken to, Message message);
  Task<SendResult> send_to(ApnsToken to, Message message);

  Providers providers_;
};

}  // namespace gatehouse::push
