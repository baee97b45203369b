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

void Notify::tell_owner(const records::Account& account, std::string name,
                        const boost::json::object& values, Timestamp now) {
  Message message{
      .name = std::move(name), .locale = account.locale, .values = values, .account = account.id};
  message.values["time"] = format_rfc3339(now);
  message.values["time_zone"] = account.time_zone;
  if (account.email_verified && account.email) {
    message.channel = records::DeliveryChannel::email;
    message.recipient = *account.email;
    queue(message, now);
  }
  if (account.phone_verified && account.phone) {
    message.channel = records::DeliveryChannel::sms;
    message.recipient = *account.phone;
    queue(message, now);
  }
}

}  // namespace gatehouse::services
