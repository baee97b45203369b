// Messages to people, queued in the transaction of what they tell.
//
// Owns deliveries. The id, chosen by whoever queues, is the idempotency key. A message is claimed with a lease, so that
// one that a killed process was sending is tried again. Each claim has a number, and only who holds the last one may
// say what became of the message. Its values are sealed, and wiped when it is sent or dead.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

BOOST_DEFINE_ENUM_CLASS(DeliveryChannel, email, sms, push)

struct NewDelivery {
  DeliveryId id;
  std::optional<AccountId> account_id;
  DeliveryChannel channel{};
  std::string recipient;
  std::string message;
  std::string locale;
  pg::Bytes payload;
  Timestamp expires_at;
  Timestamp now;
};

struct ClaimedDelivery {
  DeliveryId id;
  DeliveryChannel channel{};
  std::string recipient;
  std::string message;
  std::string locale;
  pg::Bytes payload;
  std::int16_t attempts = 0;  ///< this one included
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(ClaimedDelivery, (),
                      (id, channel, recipient, message, locale, payload, attempts, expires_at))

struct DeadDelivery {
  DeliveryId id;
  DeliveryChannel channel{};
  std::string message;
  std::int16_t attempts = 0;
  std::optional<std::string> last_error;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(DeadDelivery, (), (id, channel, message, attempts, last_error, created_at))

BOOST_DEFINE_ENUM_CLASS(OpenDeliveryStatus, pending, dead)

/// Messages of a channel that are not sent.
struct OpenDeliveries {
  DeliveryChannel channel{};
  OpenDeliveryStatus status{};
  std::int64_t messages = 0;
};
BOOST_DESCRIBE_STRUCT(OpenDeliveries, (), (channel, status, messages))

class Deliveries {
 public:
  explicit Deliveries(pg::Transaction& transaction) : tx_(transaction) {}

  /// Queues a message; affects no row when its id is queued already.
  pg::Pending<std::int64_t> add(const NewDelivery& delivery);
  /// Takes up to `limit` due messages of `channel` for `lease`, the longest due first; other workers do not see them
  /// meanwhile.
  pg::Pending<std::vector<ClaimedDelivery>> claim(DeliveryChannel channel, std::int32_t limit,
                                                  std::chrono::seconds lease, Timestamp now);

  // What became of the claim number `attempts` (ClaimedDelivery::attempts). Each affects one row, or none when the
  // message is over or was claimed anew since: a worker that comes late overwrites nothing.

  pg::Pending<std::int64_t> mark_sent(DeliveryId id, std::int16_t attempts, Timestamp now);
  pg::Pending<std::int64_t> retry_at(DeliveryId id, std::int16_t attempts,
                                     Timestamp next_attempt_at, std::string error);
  pg::Pending<std::int64_t> mark_dead(DeliveryId id, std::int16_t attempts, std::string error,
                                      Timestamp now);
  /// Gives back a claim that was not used: the message is due as before, and the attempt is not counted.
  pg::Pending<std::int64_t> release(DeliveryId id, std::int16_t attempts);

  /// By channel and status, each status up to `limit`; without those of which there is none.
  pg::Pending<std::vector<OpenDeliveries>> count_open(std::int32_t limit);
  /// The newest messages that were given up, up to `limit`.
  pg::Pending<std::vector<DeadDelivery>> list_dead(std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
