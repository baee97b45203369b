// Queues messages to people in the transaction of what they tell. Workers send them after the commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/records/deliveries.hpp>

namespace gatehouse::services {

struct Message {
  std::string name;  ///< of the template
  records::DeliveryChannel channel{};
  std::string recipient;
  std::string locale;
  boost::json::object values;  ///< of the template; sealed while they wait
  std::optional<AccountId> account{};
  std::chrono::seconds lifetime{86400};  ///< after which it is not sent any more
};

class Notify {
 public:
  Notify(pg::Transaction& transaction, const crypto::KeyRing& ring)
      : tx_(transaction), ring_(ring) {}

  void queue(const Message& message, Timestamp now);
  /// To each verified address of the account: whoever has taken over one of them cannot keep the news from the others.
  void tell_owner(const records::Account& account, std::string name,
                  const boost::json::object& values, Timestamp now);
  /// The same, and to each mailbox and number of `factors`, every address once: news of factors reach whoever holds
  /// one.
  void tell_owner(const records::Account& account, const std::vector<records::Factor>& factors,
                  std::string name, const boost::json::object& values, Timestamp now);

 private:
  pg::Transaction& tx_;
  const crypto::KeyRing& ring_;
};

/// The context under which a delivery's values are sealed.
std::string delivery_seal_context(DeliveryId id);

}  // namespace gatehouse::services
