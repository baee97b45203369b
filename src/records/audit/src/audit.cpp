#include <gatehouse/records/audit.hpp>

#include <gatehouse_sql/audit.hpp>

namespace gatehouse::records {
namespace {

using MaybeText = std::optional<std::string>;
using MaybeJson = std::optional<boost::json::value>;

const pg::SetQuery<void(AuditEntryId, std::optional<AccountId>, std::string, std::string,
                        std::string, std::string, MaybeJson, MaybeJson, std::optional<IpAddress>,
                        MaybeText, MaybeText, Timestamp)>
    add_query{sql::audit::add};

}  // namespace

pg::Pending<std::int64_t> Audit::add(const AuditEntry& e) {
  return tx_.execute(add_query, e.id, e.account_id, e.actor, e.action, e.resource_type,
                     e.resource_id, e.old_values, e.new_values, e.ip_address, e.user_agent,
                     e.request_id, e.timestamp);
}

}  // namespace gatehouse::records
