// The second factors of accounts.
//
// Owns user_mfa and wrong_codes. Invariants: a factor counts only once it is enabled, which takes one use of it; what
// `secret` holds is sealed under the account's data key. Credentials of hardware_key and biometric are in passkeys.hpp,
// backup codes in backup_codes.hpp.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

BOOST_DEFINE_ENUM_CLASS(MfaMethod, totp, sms, email, hardware_key, biometric, push, qr)

BOOST_DEFINE_ENUM_CLASS(FactorState, unconfirmed, enabled)

/// The transitions that there are, in order; docs/flows/second-factors.md draws them. An enabled one is renamed and
/// used.
inline constexpr std::pair<FactorState, FactorState> factor_transitions[] = {
    {FactorState::unconfirmed, FactorState::enabled}, {FactorState::enabled, FactorState::enabled}};

struct Factor {
  FactorId id;
  MfaMethod method_type{};
  std::string name;
  bool is_enabled = false;
  std::optional<pg::Bytes> secret;     ///< sealed: TOTP secret with its parameters, or push target
  std::optional<std::string> address;  ///< sms, email: where codes go
  std::optional<DeviceId> device_id;   ///< push: the device that is asked
  std::int64_t last_step = 0;          ///< totp: the step of the last code
  std::int16_t drift = 0;              ///< totp: steps by which the person's clock is off
  std::optional<Timestamp> last_used;
  std::optional<IpAddress> last_used_ip;
  // list() alone tells:
  std::int32_t failures = 0;             ///< wrong codes of its method in a row
  std::optional<pg::Bytes> wrapped_key;  ///< the account's, as records::DataKeys::find gives it
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Factor, (),
                      (id, method_type, name, is_enabled, secret, address, device_id, last_step,
                       drift, last_used, last_used_ip, failures, wrapped_key, created_at))

struct NewFactor {
  AccountId account_id;
  FactorId id;
  MfaMethod method_type{};
  std::string name;
  std::optional<pg::Bytes> secret;
  std::optional<std::string> address;
  std::optional<DeviceId> device_id;
  Timestamp expires_at;  ///< by when it must be confirmed
  Timestamp created_at;
};

class Factors {
 public:
  explicit Factors(pg::Transaction& transaction) : tx_(transaction) {}

  pg::Pending<std::int64_t> create(const NewFactor& factor);
  /// Confirms it, with another name if given, and what its first code used up (zeros when it has none). Empty when no
  /// such factor waits.
  pg::Pending<std::optional<Factor>> enable(AccountId account, FactorId id,
                                            std::optional<std::string> name, std::int64_t last_step,
                                            std::int16_t drift, Timestamp now);
  /// Confirmed ones, oldest first.
  pg::Pending<std::vector<Factor>> list(AccountId account);
  /// The one that `id` names, or the newest, that still waits to be confirmed.
  pg::Pending<std::optional<Factor>> find_unconfirmed(AccountId account, MfaMethod method,
                                                      std::optional<FactorId> id, Timestamp now);
  /// Empty when the account has no such factor.
  pg::Pending<std::optional<Factor>> rename(AccountId account, FactorId id, std::string name);
  /// Removes it and its credential; affects no row when the account has no such factor.
  pg::Pending<std::int64_t> remove(AccountId account, FactorId id);
  /// Affects no row when the factor is gone.
  pg::Pending<std::int64_t> mark_used(AccountId account, FactorId id, const IpAddress& address,
                                      Timestamp now);
  /// Marks it used and its time step used up; affects no row when this step or a later one was used before.
  pg::Pending<std::int64_t> use_step(AccountId account, FactorId id, std::int64_t step,
                                     std::int16_t drift, const IpAddress& address, Timestamp now);
  /// Counts a wrong code of a method; the count, empty when it is `limit` already. The last is counted only where
  /// another way into the account is left, so that nobody is locked out of it by somebody who knows the password.
  pg::Pending<std::optional<std::int32_t>> count_failure(AccountId account, MfaMethod method,
                                                         std::int32_t limit);
  /// Begins to count anew, for one method or all.
  pg::Pending<std::int64_t> forget_failures(AccountId account, std::optional<MfaMethod> method);
  /// The device of a push factor can no longer be reached. The factor stays: without it the account would be guarded
  /// less.
  pg::Pending<std::int64_t> forget_target(AccountId account, FactorId id);
  /// Removes up to `limit` enrolments that nobody confirmed before `before`.
  pg::Pending<std::int64_t> remove_unconfirmed(Timestamp before, std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
