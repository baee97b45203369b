// What accounts may do and under which conditions they sign in, by name.
//
// Owns security_profiles; every account has one. Invariant: the profile "default", which new accounts have, stays. A
// change notifies every instance (a trigger of the table). Whoever writes a profile checks it first
// (services/policy/rules.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

/// The channel on which a change of roles or profiles is announced.
inline constexpr std::string_view access_rules_channel = "gatehouse_access_rules";

/// The profile of new accounts.
inline constexpr std::string_view default_profile_name = "default";
inline constexpr SecurityProfileId default_profile_id{
    Uuid{{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}}};

struct SecurityProfile {
  SecurityProfileId id;
  std::string profile_name;
  std::vector<std::string> permissions;
  boost::json::value restrictions;  ///< networks and hours, see services/policy.hpp
  bool mfa_required = false;
  std::vector<std::string> allowed_methods;  ///< second factors that count
  std::int32_t trusted_device_days = 0;   ///< how long a device may leave the factor out; 0: never
  std::int32_t enrolment_grace_days = 0;  ///< before mfa_required refuses who has no factor
  /// {"password.change": "aal2"}: what an operation asks for beyond what it asks of everybody.
  boost::json::value minimum_acr;
  std::int32_t session_timeout = 0;           ///< minutes without a refresh
  std::int32_t absolute_session_timeout = 0;  ///< minutes from the sign-in
  std::int32_t max_sessions = 0;
  bool is_active = true;  ///< else no further account gets it, and it gives no permissions
  Timestamp created_at;
  Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(SecurityProfile, (),
                      (id, profile_name, permissions, restrictions, mfa_required, allowed_methods,
                       trusted_device_days, enrolment_grace_days, minimum_acr, session_timeout,
                       absolute_session_timeout, max_sessions, is_active, created_at, updated_at))

class SecurityProfiles {
 public:
  explicit SecurityProfiles(pg::Transaction& transaction) : tx_(transaction) {}

  /// By name.
  pg::Pending<std::vector<SecurityProfile>> list();
  pg::Pending<std::optional<SecurityProfile>> find(std::string name);
  /// The same, its row locked until the transaction ends.
  pg::Pending<std::optional<SecurityProfile>> lock(std::string name);
  /// The name of the profile that an account has; empty when there is no such account.
  pg::Pending<std::optional<std::string>> find_name_of(AccountId account);

  /// Affects no row when the name is taken.
  pg::Pending<std::int64_t> create(const SecurityProfile& profile);
  /// Replaces everything but the name and created_at.
  pg::Pending<std::int64_t> update(const SecurityProfile& profile);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
