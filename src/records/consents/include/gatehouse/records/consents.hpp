// What a person has agreed to, or not: the present decision for each purpose (GDPR article 7). Owns the table consents.
// How a decision came about stands in the audit trail.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

class Consents {
 public:
  explicit Consents(pg::Transaction& transaction) : tx_(transaction) {}

  /// Records or replaces decisions: an object of consent type → true or false. `source` names where it was decided,
  /// e.g. "registration". Gives how many were recorded.
  pg::Pending<std::int64_t> record(AccountId account, boost::json::value decisions,
                                   std::string source, Timestamp now);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
