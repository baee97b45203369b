#include <gatehouse/records/deliveries.hpp>

#include <gatehouse_sql/deliveries.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(DeliveryId, std::optional<AccountId>, DeliveryChannel, std::string,
                     std::string, std::string, pg::Bytes, Timestamp, Timestamp)>
    add_query{sql::deliveries::add};
const pg::Query<ClaimedDelivery(DeliveryChannel, std::int32_t, double, Timestamp)> claim_query{
    sql::deliveries::claim};
const pg::Query<void(DeliveryId, std::int16_t, Timestamp)> mark_sent_query{
    sql::deliveries::mark_sent};
const pg::Query<void(DeliveryId, std::int16_t, Timestamp, std::string)> retry_at_query{
    sql::deliveries::retry_at};
const pg::Query<void(DeliveryId, std::int16_t, std::string, Timestamp)> mark_dead_query{
    sql::deliveries::mark_dead};
const pg::Query<void(DeliveryId, std::int16_t)> release_query{sql::deliveries::release};
const pg::Query<OpenDeliveries(std::int32_t)> count_open_query{sql::deliveries::count_open};
const pg::Query<DeadDelivery(std::int32_t)> list_dead_query{sql::deliveries::list_dead};

}  // namespace

pg::Pending<std::int64_t> Deliveries::add(const NewDelivery& d) {
  return tx_.execute(add_query, d.id, d.account_id, d.channel, d.recipient, d.message, d.locale,
                     d.payload, d.expires_at, d.now);
}

pg::Pending<std::vector<ClaimedDelivery>> Deliveries::claim(DeliveryChannel channel,
                                                            std::int32_t limit,
                                                            std::chrono::seconds lease,
                                                            Timestamp now) {
  return tx_.list(claim_query, channel, limit, static_cast<double>(lease.count()), now);
}

pg::Pending<std::int64_t> Deliveries::mark_sent(DeliveryId id, std::int16_t attempts,
                                                Timestamp now) {
  return tx_.execute(mark_sent_query, id, attempts, now);
}

pg::Pending<std::int64_t> Deliveries::retry_at(DeliveryId id, std::int16_t attempts,
                                               Timestamp next_attempt_at, std::string error) {
  return tx_.execute(retry_at_query, id, attempts, next_attempt_at, error);
}

pg::Pending<std::int64_t> Deliveries::mark_dead(DeliveryId id, std::int16_t attempts,
                                                std::string error, Timestamp now) {
  return tx_.execute(mark_dead_query, id, attempts, error, now);
}

pg::Pending<std::int64_t> Deliveries::release(DeliveryId id, std::int16_t attempts) {
  return tx_.execute(release_query, id, attempts);
}

pg::Pending<std::vector<OpenDeliveries>> Deliveries::count_open(std::int32_t limit) {
  return tx_.list(count_open_query, limit);
}

pg::Pending<std::vector<DeadDelivery>> Deliveries::list_dead(std::int32_t limit) {
  return tx_.list(list_dead_query, limit);
}

}  // namespace gatehouse::records
