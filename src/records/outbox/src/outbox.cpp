#include <gatehouse/records/outbox.hpp>

#include <gatehouse_sql/outbox.hpp>

namespace gatehouse::records {
namespace {

const pg::SetQuery<void(OutboxEventId, std::optional<AccountId>, std::string, boost::json::value,
                        Timestamp)>
    add_query{sql::outbox::add};
const pg::Query<bool()> try_lock_publisher_query{sql::outbox::try_lock_publisher};
const pg::Query<OutboxEvent(std::int32_t)> list_unpublished_query{sql::outbox::list_unpublished};
const pg::Query<void(std::vector<OutboxEventId>, Timestamp)> mark_published_query{
    sql::outbox::mark_published};
const pg::Query<std::int64_t(std::int32_t)> count_unpublished_query{sql::outbox::count_unpublished};

}  // namespace

pg::Pending<std::int64_t> Outbox::add(const OutboxEvent& e) {
  return tx_.execute(add_query, e.id, e.account_id, e.event_type, e.payload, e.created_at);
}

pg::Pending<bool> Outbox::try_lock_publisher() { return tx_.one(try_lock_publisher_query); }

pg::Pending<std::vector<OutboxEvent>> Outbox::list_unpublished(std::int32_t limit) {
  return tx_.list(list_unpublished_query, limit);
}

pg::Pending<std::int64_t> Outbox::mark_published(std::vector<OutboxEventId> ids, Timestamp now) {
  return tx_.execute(mark_published_query, ids, now);
}

pg::Pending<std::int64_t> Outbox::count_unpublished(std::int32_t limit) {
  return tx_.one(count_unpublished_query, limit);
}

}  // namespace gatehouse::records
