#include <gatehouse/platform/push/sender.hpp>

namespace gatehouse::push {
namespace {

SendResult not_configured(std::string_view service) {
  return {.outcome = Outcome::permanent, .error = std::string(service) + ": not configured"};
}

}  // namespace

Task<SendResult> Sender::send(Target to, Message message) {
  co_return co_await std::visit(
      [&](auto& target) { return send_to(std::move(target), std::move(message)); }, to);
}

Task<SendResult> Sender::send_to(WebPushSubscription to, Message message) {
  if (!providers_.web_push) co_return not_configured("web push");
  co_return co_await providers_.web_push->send(std::move(to), std::move(message));
}

Task<SendResult> Sender::send_to(FcmToken to, Message message) {
  if (!providers_.fcm) co_return not_configured("fcm");
  co_return co_await providers_.fcm->send(std::move(to), std::move(message));
}

Task<SendResult> Sender::send_to(ApnsToken to, Message message) {
  if (!providers_.apns) co_return not_configured("apns");
  co_return co_await providers_.apns->send(std::move(to), std::move(message));
}

}  // namespace gatehouse::push
