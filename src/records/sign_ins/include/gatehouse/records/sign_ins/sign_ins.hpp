// Sign-ins that wait for a further proof, and sessions that wait for a fresher one.
//
// Owns sign_ins. A row is found by its id alone, which only its client knows; where a page began it, the page's cookie
// is demanded too. Nothing in it proves anything after expires_at.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

/// What it began with: a right password, a passkey or QR code that will say who it is, or a session.
BOOST_DEFINE_ENUM_CLASS(SignInPurpose, password, passkey, qr, step_up)
BOOST_DEFINE_ENUM_CLASS(SignInState, open, complete, denied)

/// The transitions that there are; docs/flows/sign-in.md draws them. What is not open stays as it is.
inline constexpr std::pair<SignInState, SignInState> sign_in_transitions[] = {
    {SignInState::open, SignInState::complete}, {SignInState::open, SignInState::denied}};

struct SignIn {
  SignInId id;
  std::optional<AccountId> account_id;  ///< empty: nobody knows yet
  SignInPurpose purpose{};
  SignInState state{};
  std::optional<SessionId> session_id;    ///< step_up: the session that asks
  std::optional<pg::Bytes> browser_hash;  ///< SHA-256 of the cookie of the page that began it
  pg::Bytes identifier_mac;
  std::optional<DeviceId> device_id;  ///< whose token the client showed
  boost::json::value device_claim;    ///< {"name", "platform", "fingerprint"}
  bool must_enrol = false;            ///< the account has no factor and has to have one
  IpAddress ip_address;
  std::string user_agent;
  Timestamp expires_at;
  Timestamp created_at;
  std::int32_t trust_generation = 0;  ///< of that token
};
BOOST_DESCRIBE_STRUCT(SignIn, (),
                      (id, account_id, purpose, state, session_id, browser_hash, identifier_mac,
                       device_id, device_claim, must_enrol, ip_address, user_agent, expires_at,
                       created_at, trust_generation))

class SignIns {
 public:
  explicit SignIns(pg::Transaction& transaction) : tx_(transaction) {}

  pg::Pending<std::int64_t> create(const SignIn& sign_in);
  pg::Pending<std::optional<SignIn>> find(SignInId id);
  /// Changes nothing; affects a row while the sign-in is open, which then stays so until the transaction ends.
  pg::Pending<std::int64_t> touch(SignInId id, Timestamp now);
  /// Affects no row when it is closed already or expired: of two proofs at once one wins.
  pg::Pending<std::int64_t> close(SignInId id, SignInState state, Timestamp now);
  /// Removes up to `limit` that expired before `before`, each once when several do it at a time. Those that began with
  /// a right password of an account and were left open.
  pg::Pending<std::vector<SignIn>> remove_expired(Timestamp before, std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
