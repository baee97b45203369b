#include <gatehouse/services/notify.hpp>

#include <boost/json/serialize.hpp>

namespace gatehouse::services {

std::string delivery_seal_context(DeliveryId id) { return "delivery " + id.text(); }

void Notify::queue(const Message& message, Timestamp now) {
  const auto id = DeliveryId::make(now);
  records::Deliveries{tx_}.add(
      {.id = id,
       .account_id = message.account,
       .channel = message.channel,
       .recipient = message.recipient,
       .message = message.name,
       .locale = message.locale,
       .payload = {ring_.seal(boost::json::serialize(message.values), delivery_seal_context(id))},
       .expires_at = now + message.lifetime,
       .now = now});
}

}  // namespace gatehouse::services
