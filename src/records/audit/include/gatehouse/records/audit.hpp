// The audit trail: who changed what, from where, from which values to which. Owns audit_trails, which only grows;
// records/journal adds to it what happened to accounts.
#pragma once

#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct AuditEntry {
  AuditEntryId id;
  std::optional<AccountId> account_id;
  std::string actor;  ///< an account's id, "operator:<name>" or "system"
  std::string action;
  std::string resource_type;
  std::string resource_id;
  std::optional<boost::json::value> old_values;
  std::optional<boost::json::value> new_values;
  std::optional<IpAddress> ip_address;
  std::optional<std::string> user_agent;
  std::optional<std::string> request_id;
  Timestamp timestamp;
};

class Audit {
 public:
  explicit Audit(pg::Transaction& transaction) : tx_(transaction) {}

  pg::Pending<std::int64_t> add(const AuditEntry& entry);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
