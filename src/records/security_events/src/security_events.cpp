#include <gatehouse/records/security_events.hpp>

#include <boost/mp11/algorithm.hpp>

#include <gatehouse_sql/security_events.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<SecurityEvent(AccountId, std::optional<SecurityEventId>, std::int32_t,
                              std::vector<std::string>)>
    list_query{sql::security_events::list};
const pg::SetQuery<void(SecurityEventId, std::optional<AccountId>, pg::Bytes, IpAddress,
                        std::string, std::optional<DeviceId>, std::optional<SessionId>, bool,
                        std::optional<std::string>, Timestamp)>
    add_attempt_query{sql::security_events::add_attempt};
const pg::Query<SignInRecord(AccountId, std::optional<SecurityEventId>, std::int32_t,
                             std::optional<bool>)>
    list_attempts_query{sql::security_events::list_attempts};

std::vector<std::string> at_least(Severity least) {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Severity>>([&](auto entry) {
    if (entry.value >= least) names.emplace_back(entry.name);
  });
  return names;
}

}  // namespace

pg::Pending<std::int64_t> SecurityEvents::add_attempt(const LoginAttempt& a) {
  return tx_.execute(add_attempt_query, a.id, a.account_id, a.identifier_mac, a.ip_address,
                     a.user_agent, a.device_id, a.session_id, a.is_successful, a.failure_reason,
                     a.attempted_at);
}

pg::Pending<std::vector<SecurityEvent>> SecurityEvents::list(AccountId account,
                                                             std::optional<SecurityEventId> before,
                                                             std::int32_t limit, Severity least) {
  return tx_.list(list_query, account, before, limit, at_least(least));
}

pg::Pending<std::vector<SignInRecord>> SecurityEvents::list_attempts(
    AccountId account, std::optional<SecurityEventId> before, std::int32_t limit,
    std::optional<bool> is_successful) {
  return tx_.list(list_attempts_query, account, before, limit, is_successful);
}

}  // namespace gatehouse::records
