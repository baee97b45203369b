// What happened to accounts, told in one statement to the person, the audit trail and other services.
//
// Adds to security_events, audit_trails and outbox, which records/security_events, records/audit and records/outbox
// own.
#pragma once

#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct JournalEntry {
  AccountId account_id;
  std::string type;  ///< and the action of the audit trail; for other services "gatehouse.<type>"
  Timestamp now;
  std::optional<IpAddress> ip_address;
  std::optional<std::string> user_agent;
  std::optional<SessionId> session_id;
  std::optional<DeviceId> device_id;
  SecurityEventId event_id;
  boost::json::value event_data;
  std::string severity;  ///< the name of a records::Severity
  AuditEntryId entry_id;
  std::string actor;  ///< an account's id, "operator:<name>" or "system"
  std::string resource_type;
  std::string resource_id;
  std::optional<boost::json::value> old_values;
  std::optional<boost::json::value> new_values;
  std::optional<std::string> request_id;
  OutboxEventId outbox_id;
  boost::json::value payload;
};

class Journal {
 public:
  explicit Journal(pg::Transaction& transaction) : tx_(transaction) {}

  /// Adds the three rows.
  pg::Pending<std::int64_t> add(const JournalEntry& entry);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
