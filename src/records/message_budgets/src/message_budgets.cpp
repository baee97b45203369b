#include <gatehouse/records/message_budgets.hpp>

#include <gatehouse_sql/message_budgets.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(std::string, std::int32_t, Timestamp)> take_query{sql::message_budgets::take};
const pg::Query<void(Timestamp, std::int32_t)> remove_old_query{sql::message_budgets::remove_old};

}  // namespace

pg::Pending<std::int64_t> MessageBudgets::take(std::string subject, std::int32_t limit,
                                               Timestamp now) {
  return tx_.execute(take_query, subject, limit, now);
}

pg::Pending<std::int64_t> MessageBudgets::remove_old(Timestamp before, std::int32_t limit) {
  return tx_.execute(remove_old_query, before, limit);
}

}  // namespace gatehouse::records
