#include <gatehouse/services/throttle.hpp>

#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::services {

records::ThrottleKey Throttle::key_for(std::string_view subject, const IpAddress& address,
                                       const std::optional<DeviceId>& device,
                                       std::string factor) const {
  return {.subject = subject_mac(subject),
          .source = device ? device->text() : IpNetwork::around(address).text(),
          .factor = std::move(factor)};
}

records::ThrottleKey Throttle::key_for_account(AccountId account, std::string factor) const {
  return {.subject = subject_mac(account.text()), .source = "*", .factor = std::move(factor)};
}

pg::Bytes Throttle::subject_mac(std::string_view subject) const {
  return {crypto::hmac_sha256(key_, subject)};
}

pg::Pending<records::ThrottleState> Throttle::take(pg::Transaction& tx,
                                                   const records::ThrottleKey& key,
                                                   Timestamp now) const {
  return records::Throttles{tx}.take(key, rules_, now);
}

pg::Pending<records::ThrottleState> Throttle::take_message(pg::Transaction& tx,
                                                           std::string_view address,
                                                           Timestamp now) const {
  return records::Throttles{tx}.take(
      {.subject = subject_mac(address), .source = "*", .factor = "message"}, message_rules, now);
}

}  // namespace gatehouse::services
