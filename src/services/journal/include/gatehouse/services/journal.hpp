// The one door for what happened: in the transaction of the change it writes the security event that the person sees,
// the entry of the audit trail, and the event for other services.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/origin.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/records/security_events.hpp>

namespace gatehouse::services {

/// Something that happened to an account. Names are past: "session.ended", "password.changed".
struct Happening {
  std::string type;
  AccountId account;
  records::Severity severity = records::Severity::low;
  std::optional<SessionId> session{};
  std::optional<DeviceId> device{};
  boost::json::object data{};                      ///< for the person: no secret, no other's data
  std::optional<boost::json::value> old_values{};  ///< for the audit trail
  std::optional<boost::json::value> new_values{};
  std::string actor{};  ///< who did it; empty: the account itself
};

/// A sign-in that came to nothing.
struct FailedSignIn {
  std::optional<AccountId> account{};  ///< empty: nobody has that name
  pg::Bytes identifier_mac;            ///< of the name that was given
  std::optional<DeviceId> device{};    ///< whose token the client showed
  std::string reason;
  records::Severity severity = records::Severity::medium;
  Timestamp attempted_at;
};

/// A change of the rules, which concerns no account alone: of a role or a security profile.
struct RuleChange {
  std::string type;           ///< "security_profile.changed"
  std::string resource_type;  ///< "security_profile"
  std::string resource_id;
  std::optional<boost::json::value> old_values{};  ///< empty: there was none
  std::optional<boost::json::value> new_values{};
  std::string actor;
};

class Journal {
 public:
  explicit Journal(pg::Transaction& transaction) : tx_(transaction) {}

  /// Queues the three rows. Without an origin (command line, time-outs) they have no address. Behind the statements of
  /// the change: whoever waits for another transaction's rows gets a later place among the events.
  void record(const Happening& happening, const std::optional<Origin>& origin, Timestamp now);
  /// One "session.ended" for each of them, whatever ended them: other services hear of every session alone.
  void record_ended(AccountId account, const std::vector<SessionId>& sessions,
                    const std::string& reason, const std::string& actor,
                    const std::optional<Origin>& origin, Timestamp now);
  /// Queues the attempt's row and, where there is an account, that "sign_in.failed" happened to it.
  void record(const FailedSignIn& failed, const Origin& origin, Timestamp now);
  /// Queues the entry of the audit trail and the event for other services.
  void record(const RuleChange& change, Timestamp now);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::services
