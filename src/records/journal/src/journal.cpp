#include <gatehouse/records/journal.hpp>

#include <gatehouse_sql/journal.hpp>

namespace gatehouse::records {
namespace {

using Text = std::string;
using MaybeText = std::optional<std::string>;
using MaybeJson = std::optional<boost::json::value>;

const pg::SetQuery<void(AccountId, Text, Timestamp, std::optional<IpAddress>, MaybeText,
                        std::optional<SessionId>, std::optional<DeviceId>, SecurityEventId,
                        boost::json::value, Text, AuditEntryId, Text, MaybeJson, MaybeJson, Text,
                        Text, MaybeText, OutboxEventId, boost::json::value)>
    add_query{sql::journal::add};

}  // namespace

pg::Pending<std::int64_t> Journal::add(const JournalEntry& e) {
  return tx_.execute(add_query, e.account_id, e.type, e.now, e.ip_address, e.user_agent,
                     e.session_id, e.device_id, e.event_id, e.event_data, e.severity, e.entry_id,
                     e.actor, e.old_values, e.new_values, e.resource_type, e.resource_id,
                     e.request_id, e.outbox_id, e.payload);
}

}  // namespace gatehouse::records
