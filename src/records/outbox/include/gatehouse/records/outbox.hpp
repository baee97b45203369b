// Events for other services, written in the transaction of the change and published afterwards.
//
// Owns outbox, which records/journal adds to as well. `position` orders the events of an account. Published rows stay
// until retention drops their partition.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct OutboxEvent {
  OutboxEventId id;
  std::optional<AccountId> account_id;
  std::string event_type;
  boost::json::value payload;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(OutboxEvent, (), (id, account_id, event_type, payload, created_at))

class Outbox {
 public:
  explicit Outbox(pg::Transaction& transaction) : tx_(transaction) {}

  pg::Pending<std::int64_t> add(const OutboxEvent& event);
  /// True when this transaction is now the only publisher, until it ends. One publisher at a time keeps the order.
  pg::Pending<bool> try_lock_publisher();
  /// The oldest unpublished events, in order.
  pg::Pending<std::vector<OutboxEvent>> list_unpublished(std::int32_t limit);
  pg::Pending<std::int64_t> mark_published(std::vector<OutboxEventId> ids, Timestamp now);

  /// How many events are not published, counted up to `limit`.
  pg::Pending<std::int64_t> count_unpublished(std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
