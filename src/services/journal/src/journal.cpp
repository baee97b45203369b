#include <gatehouse/services/journal.hpp>

#include <boost/describe/enum_to_string.hpp>

#include <gatehouse/records/audit.hpp>
#include <gatehouse/records/journal.hpp>
#include <gatehouse/records/outbox.hpp>

namespace gatehouse::services {
namespace {

boost::json::object payload_of(const Happening& happening, SecurityEventId event) {
  boost::json::object payload{{"event_id", event.text()}, {"account_id", happening.account.text()}};
  if (happening.session) payload["session_id"] = happening.session->text();
  if (happening.device) payload["device_id"] = happening.device->text();
  if (!happening.data.empty()) payload["data"] = happening.data;
  return payload;
}

}  // namespace

void Journal::record(const Happening& happening, const std::optional<Origin>& origin,
                     Timestamp now) {
  const auto event = SecurityEventId::make(now);
  records::Journal{tx_}.add(
      {.account_id = happening.account,
       .type = happening.type,
       .now = now,
       .ip_address = origin ? std::optional(origin->ip_address) : std::nullopt,
       .user_agent = origin ? std::optional(origin->user_agent) : std::nullopt,
       .session_id = happening.session,
       .device_id = happening.device,
       .event_id = event,
       .event_data = happening.data,
       .severity = boost::describe::enum_to_string(happening.severity, ""),
       .entry_id = AuditEntryId::make(now),
       .actor = happening.actor.empty() ? happening.account.text() : happening.actor,
       .resource_type = happening.session ? "session" : "account",
       .resource_id = happening.session ? happening.session->text() : happening.account.text(),
       .old_values = happening.old_values,
       .new_values = happening.new_values,
       .request_id = origin ? std::optional(origin->request_id) : std::nullopt,
       .outbox_id = OutboxEventId::make(now),
       .payload = payload_of(happening, event)});
}

void Journal::record_ended(AccountId account, const std::vector<SessionId>& sessions,
                           const std::string& reason, const std::string& actor,
                           const std::optional<Origin>& origin, Timestamp now) {
  for (const auto& session : sessions) {
    record({.type = "session.ended",
            .account = account,
            .session = session,
            .data = {{"reason", reason}},
            .actor = actor},
           origin, now);
  }
}

void Journal::record(const FailedSignIn& failed, const Origin& origin, Timestamp now) {
  records::SecurityEvents{tx_}.add_attempt({.id = SecurityEventId::make(failed.attempted_at),
                                            .account_id = failed.account,
                                            .identifier_mac = failed.identifier_mac,
                                            .ip_address = origin.ip_address,
                                            .user_agent = origin.user_agent,
                                            .device_id = failed.device,
                                            .is_successful = false,
                                            .failure_reason = failed.reason,
                                            .attempted_at = failed.attempted_at});
  if (!failed.account) return;
  record({.type = "sign_in.failed",
          .account = *failed.account,
          .severity = failed.severity,
          .data = {{"reason", failed.reason}},
          .actor = "anonymous"},
         origin, now);
}

void Journal::record(const RuleChange& change, Timestamp now) {
  const auto entry = AuditEntryId::make(now);
  records::Audit{tx_}.add({.id = entry,
                           .account_id = std::nullopt,
                           .actor = change.actor,
                           .action = change.type,
                           .resource_type = change.resource_type,
                           .resource_id = change.resource_id,
                           .old_values = change.old_values,
                           .new_values = change.new_values,
                           .timestamp = now});
  records::Outbox{tx_}.add(
      {.id = OutboxEventId::make(now),
       .account_id = std::nullopt,
       .event_type = "gatehouse." + change.type,
       .payload = boost::json::object{{"event_id", entry.text()}, {"name", change.resource_id}},
       .created_at = now});
}

}  // namespace gatehouse::services
