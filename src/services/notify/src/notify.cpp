#include <gatehouse/services/notify.hpp>

#include <set>

#include <boost/json/serialize.hpp>

#include <gatehouse/records/accounts/identifiers.hpp>

namespace gatehouse::services {
namespace {

// What tells two mailboxes apart; numbers are in their one form already.
std::string compared(records::DeliveryChannel channel, const std::string& address) {
  if (channel != records::DeliveryChannel::email) return address;
  const auto parsed = records::parse_email(address);
  return parsed ? parsed->canonical : address;
}

}  // namespace

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
  tell_owner(account, {}, std::move(name), values, now);
}

void Notify::tell_owner(const records::Account& account,
                        const std::vector<records::Factor>& factors, std::string name,
                        const boost::json::object& values, Timestamp now) {
  Message message{
      .name = std::move(name), .locale = account.locale, .values = values, .account = account.id};
  message.values["time"] = format_rfc3339(now);
  message.values["time_zone"] = account.time_zone;
  std::set<std::string> told;
  const auto tell = [&](records::DeliveryChannel channel, const std::string& address) {
    if (!told.insert(compared(channel, address)).second) return;
    message.channel = channel;
    message.recipient = address;
    queue(message, now);
  };
  using enum records::DeliveryChannel;
  if (account.email_verified && account.email) tell(email, *account.email);
  if (account.phone_verified && account.phone) tell(sms, *account.phone);
  for (const auto& factor : factors) {
    if (!factor.address) continue;
    tell(factor.method_type == records::MfaMethod::sms ? sms : email, *factor.address);
  }
}

}  // namespace gatehouse::services
