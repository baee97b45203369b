// Accounts and what they are called by.
//
// Owns accounts and account_identifiers. Invariants: an identifier belongs to one account (the database's constraint
// account_identifiers_canonical); an account has at most one primary identifier of a kind. Knows nothing of passwords,
// but find_for_sign_in reads them along, so that a sign-in costs one round trip before the password is hashed.
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

BOOST_DEFINE_ENUM_CLASS(AccountType, individual, business)
BOOST_DEFINE_ENUM_CLASS(AccountStatus, active, locked, suspended)
BOOST_DEFINE_ENUM_CLASS(IdentifierType, email, phone, username)

struct Account {
  AccountId id;
  AccountType account_type{};
  AccountStatus status{};
  std::optional<std::string> email;
  bool email_verified = false;
  std::optional<std::string> phone;
  bool phone_verified = false;
  std::optional<std::string> username;
  std::optional<std::string> display_name;
  std::string locale;
  std::string time_zone;
  std::vector<std::string> roles;
  std::optional<SecurityProfileId> security_profile_id;  ///< empty: the profile of new accounts
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, account_type, status, email, email_verified, phone, phone_verified,
                       username, display_name, locale, time_zone, roles, security_profile_id,
                       created_at))

/// An account and what its security profile says of signing in to it.
struct ProfiledAccount : Account {
  std::optional<Timestamp> password_changed_at;
  boost::json::value restrictions;
  bool mfa_required = false;
  std::vector<std::string> allowed_methods;
  std::int32_t trusted_device_days = 0;
};
BOOST_DESCRIBE_STRUCT(ProfiledAccount, (Account),
                      (password_changed_at, restrictions, mfa_required, allowed_methods,
                       trusted_device_days))

/// What a sign-in must know of an account before it looks at a proof.
struct SignInAccount : ProfiledAccount {
  std::optional<std::string> password_hash;
  boost::json::value minimum_acr;    ///< by operation: {"password.change": "aal2"}
  Timestamp enrolment_due;           ///< from then on mfa_required holds for whoever has no factor
  std::vector<std::string> methods;  ///< of the confirmed factors, each once
  bool is_device_trusted = false;    ///< the device asked about may leave out the second factor
};
BOOST_DESCRIBE_STRUCT(SignInAccount, (ProfiledAccount),
                      (password_hash, minimum_acr, enrolment_due, methods, is_device_trusted))

/// What a session of an account starts from.
struct SessionAccount : ProfiledAccount {
  std::optional<DeviceId> known_device;  ///< empty: it has not signed in from this device yet
  std::vector<SessionId> excess;         ///< the oldest, which must end so that one more may begin
};
BOOST_DESCRIBE_STRUCT(SessionAccount, (ProfiledAccount), (known_device, excess))

/// What a device is recognised by: the id that its token names, if the token's MAC is right, else its traits.
struct DeviceClue {
  std::optional<DeviceId> claimed;
  pg::Bytes traits_hash;
};

struct NewAccount {
  AccountId id;
  AccountType account_type{};
  std::optional<std::string> display_name;
  std::string locale;
  std::string time_zone;
  Timestamp created_at;
};

struct NewIdentifier {
  AccountId account_id;
  IdentifierId id;
  IdentifierType kind{};
  std::string canonical;
  std::string display;
  std::optional<Timestamp> verified_at;
  Timestamp created_at;
};

class Accounts {
 public:
  explicit Accounts(pg::Transaction& transaction) : tx_(transaction) {}

  pg::Pending<std::optional<Account>> find(AccountId id);
  /// The account that `canonical` names; whether or not the identifier is verified.
  pg::Pending<std::optional<Account>> find_by_identifier(IdentifierType kind,
                                                         std::string canonical);
  /// The account that a sign-in name leads to. `device` and `trust_generation`: what a device token names, whoever's it
  /// is.
  pg::Pending<std::optional<SignInAccount>> find_for_sign_in(IdentifierType kind,
                                                             std::string canonical,
                                                             std::optional<DeviceId> device,
                                                             std::int32_t trust_generation,
                                                             Timestamp now);
  /// The same of an account that is known already, on a device that is not trusted.
  pg::Pending<std::optional<SignInAccount>> find_for_proof(AccountId id);
  pg::Pending<std::optional<SessionAccount>> find_for_session(AccountId id,
                                                              const DeviceClue& device,
                                                              Timestamp now);
  /// The account's status, its row locked until the transaction ends. Whoever changes sessions locks first, so that
  /// concurrent sign-ins of one account are counted one after the other.
  pg::Pending<std::optional<AccountStatus>> lock(AccountId id);
  /// The same of an active account; affects no row when it is not.
  pg::Pending<std::int64_t> hold_active(AccountId id);

  pg::Pending<std::int64_t> create(const NewAccount& account);
  /// Affects no row when the identifier already belongs to somebody.
  pg::Pending<std::int64_t> add_identifier(const NewIdentifier& identifier);
  /// Each given value replaces the old one. Empty when there is no such account.
  pg::Pending<std::optional<Account>> update(AccountId id, std::optional<std::string> display_name,
                                             std::optional<std::string> locale,
                                             std::optional<std::string> time_zone, Timestamp now);
  pg::Pending<std::int64_t> set_status(AccountId id, AccountStatus status,
                                       std::optional<std::string> reason, Timestamp now);
  /// Affects no row when there is no such account or no such profile.
  pg::Pending<std::int64_t> set_security_profile(AccountId id, std::string profile_name,
                                                 Timestamp now);
  pg::Pending<std::int64_t> set_roles(AccountId id, std::vector<std::string> roles, Timestamp now);
  pg::Pending<std::int64_t> count();

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
