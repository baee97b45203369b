// People on the way to an account: what they gave, and the code that proves their address.
//
// Owns registrations. A row tells nobody whether the address already has an account. A code is stored as a keyed MAC;
// its tries are counted before it is compared, and a row completes once.
#pragma once

#include <optional>
#include <string>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct Registration {
  RegistrationId id;
  std::string identifier_kind;  ///< "email" or "phone"
  std::string identifier_canonical;
  std::string identifier_display;
  std::string password_hash;
  std::optional<std::string> display_name;
  std::string account_type;
  std::string locale;
  std::string time_zone;
  boost::json::value consents;  ///< consent type → given
  pg::Bytes code_mac;
  Timestamp code_expires_at;
  std::int16_t tries = 0;
  std::int16_t sends = 0;
  Timestamp resend_after;
  std::optional<Timestamp> completed_at;
  Timestamp expires_at;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Registration, (),
                      (id, identifier_kind, identifier_canonical, identifier_display, password_hash,
                       display_name, account_type, locale, time_zone, consents, code_mac,
                       code_expires_at, tries, sends, resend_after, completed_at, expires_at,
                       created_at))

class Registrations {
 public:
  explicit Registrations(pg::Transaction& transaction) : tx_(transaction) {}

  pg::Pending<std::int64_t> create(const Registration& registration);
  /// Counts a try at the code and returns the row as it is then; empty when there is no such row, it is completed,
  /// expired or out of tries.
  pg::Pending<std::optional<Registration>> take_try(RegistrationId id, std::int16_t max_tries,
                                                    Timestamp now);
  /// Marks the row completed; affects no row when somebody else was first.
  pg::Pending<std::int64_t> complete(RegistrationId id, Timestamp now);
  pg::Pending<std::optional<Registration>> find(RegistrationId id);
  /// New tries and a new time for another code, which set_code() gives in the same transaction; affects no row when it
  /// is too soon, too often, completed or expired.
  pg::Pending<std::int64_t> renew(RegistrationId id, Timestamp code_expires_at,
                                  Timestamp resend_after, std::int16_t max_sends, Timestamp now);
  /// Replaces the code's MAC.
  pg::Pending<std::int64_t> set_code(RegistrationId id, pg::Bytes code_mac);
  /// Removes up to `limit` rows that expired before `before`.
  pg::Pending<std::int64_t> remove_expired(Timestamp before, std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
