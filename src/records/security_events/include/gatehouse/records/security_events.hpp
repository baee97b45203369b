// What happened to an account's security, and every attempt to sign in.
//
// Owns security_events, which records/journal adds to, and login_attempts. Both only grow: nothing is changed but
// is_resolved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

BOOST_DEFINE_ENUM_CLASS(Severity, low, medium, high, critical)

struct SecurityEvent {
  SecurityEventId id;
  std::string event_type;
  boost::json::value event_data;
  Severity severity{};
  bool is_resolved = false;
  std::optional<SessionId> session_id;
  std::optional<DeviceId> device_id;
  std::optional<IpAddress> ip_address;
  std::optional<std::string> user_agent;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(SecurityEvent, (),
                      (id, event_type, event_data, severity, is_resolved, session_id, device_id,
                       ip_address, user_agent, created_at))

/// An attempt to sign in. `failure_reason` is for the operator and the account's owner, never for who tried.
struct LoginAttempt {
  SecurityEventId id;
  std::optional<AccountId> account_id;
  pg::Bytes identifier_mac;
  IpAddress ip_address;
  std::string user_agent;
  std::optional<DeviceId> device_id;
  std::optional<SessionId> session_id;
  bool is_successful = false;
  std::optional<std::string> failure_reason;
  Timestamp attempted_at;
};

/// An attempt as its account's owner sees it.
struct SignInRecord {
  SecurityEventId id;
  IpAddress ip_address;
  std::string user_agent;
  std::optional<DeviceId> device_id;
  std::optional<SessionId> session_id;
  bool is_successful = false;
  std::optional<std::string> failure_reason;
  Timestamp attempted_at;
};
BOOST_DESCRIBE_STRUCT(SignInRecord, (),
                      (id, ip_address, user_agent, device_id, session_id, is_successful,
                       failure_reason, attempted_at))

class SecurityEvents {
 public:
  explicit SecurityEvents(pg::Transaction& transaction) : tx_(transaction) {}

  pg::Pending<std::int64_t> add_attempt(const LoginAttempt& attempt);
  /// Newest first, at most `limit`, older than `before` when given, and at least as severe as `least`.
  pg::Pending<std::vector<SecurityEvent>> list(AccountId account,
                                               std::optional<SecurityEventId> before,
                                               std::int32_t limit, Severity least = Severity::low);
  /// The same of attempts; `is_successful` empty: of either outcome.
  pg::Pending<std::vector<SignInRecord>> list_attempts(AccountId account,
                                                       std::optional<SecurityEventId> before,
                                                       std::int32_t limit,
                                                       std::optional<bool> is_successful = {});

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
