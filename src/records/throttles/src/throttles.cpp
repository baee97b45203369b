#include <gatehouse/records/throttles.hpp>

#include <gatehouse_sql/throttles.hpp>

namespace gatehouse::records {
namespace {

const pg::SetQuery<ThrottleState(pg::Bytes, std::string, std::string, std::int32_t, double, double,
                                 Timestamp, double)>
    take_query{sql::throttles::take};
const pg::SetQuery<void(pg::Bytes, std::string, std::string)> clear_query{sql::throttles::clear};
const pg::Query<void(Timestamp, std::int32_t)> remove_old_query{sql::throttles::remove_old};

double to_seconds(std::chrono::seconds value) { return static_cast<double>(value.count()); }

}  // namespace

pg::Pending<ThrottleState> Throttles::take(const ThrottleKey& key, const ThrottleRules& rules,
                                           Timestamp now) {
  return tx_.one(take_query, key.subject, key.source, key.factor, rules.free_tries,
                 to_seconds(rules.longest_wait), to_seconds(rules.memory), now,
                 to_seconds(rules.first_wait));
}

pg::Pending<std::int64_t> Throttles::clear(const ThrottleKey& key) {
  return tx_.execute(clear_query, key.subject, key.source, key.factor);
}

pg::Pending<std::int64_t> Throttles::remove_old(Timestamp before, std::int32_t limit) {
  return tx_.execute(remove_old_query, before, limit);
}

}  // namespace gatehouse::records
