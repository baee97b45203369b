// How many text messages went out on a day: for an account, for a country, for everybody.
//
// Owns message_budgets. Messages cost money, and fraudsters earn by having them sent to numbers of their own.
#pragma once

#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

class MessageBudgets {
 public:
  explicit MessageBudgets(pg::Transaction& transaction) : tx_(transaction) {}

  /// Counts one message of today (UTC); affects no row when `limit` (at least 1) is reached.
  pg::Pending<std::int64_t> take(std::string subject, std::int32_t limit, Timestamp now);
  /// Removes up to `limit` counts of days before that of `before`.
  pg::Pending<std::int64_t> remove_old(Timestamp before, std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
