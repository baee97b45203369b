// Sessions and their refresh tokens.
//
// Owns user_sessions and refresh_tokens. Invariants: a session has one refresh token family; a session that has ended
// has its family revoked; a generation is succeeded once. Ending a session notifies every instance (a trigger of the
// table).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

/// The channel on which the ids of ended sessions are announced.
inline constexpr std::string_view sessions_ended_channel = "gatehouse_sessions_ended";

struct Session {
  SessionId id;
  DeviceId device_id;
  IpAddress ip_address;
  std::string user_agent;
  std::string acr;
  std::vector<std::string> amr;
  Timestamp auth_time;
  Timestamp expires_at;  ///< absolute
  Timestamp created_at;
  Timestamp last_seen;  ///< sign-in or last refresh
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (id, device_id, ip_address, user_agent, acr, amr, auth_time, expires_at,
                       created_at, last_seen))

struct NewSession {
  AccountId account_id;
  SessionId id;
  DeviceId device_id;
  IpAddress ip_address;
  std::string user_agent;
  std::string acr;                        ///< authentication context class
  std::vector<std::string> amr;           ///< RFC 8176
  pg::Bytes nonce_hash;                   ///< SHA-256 of the refresh token family's nonce
  std::chrono::seconds idle_timeout;      ///< the security profile may shorten it
  std::chrono::seconds absolute_timeout;  ///< likewise
  Timestamp now;
  /// The password must not have been changed after this; empty: it plays no part.
  std::optional<Timestamp> password_since;
};

/// Until when a session's refresh token can be used: unless it is, the session ends then.
struct SessionExpiry {
  Timestamp refresh_expires_at;
};
BOOST_DESCRIBE_STRUCT(SessionExpiry, (), (refresh_expires_at))

BOOST_DEFINE_ENUM_CLASS(RotationOutcome, rotated, repeated, raced, replayed, ended)

/// What became of a refresh. `generation` is the family's present one.
struct Rotation {
  RotationOutcome outcome{};  ///< raced: another request rotated at this moment, ask again
  std::int32_t generation = 0;
  Timestamp refresh_expires_at;
  std::string acr;
  std::vector<std::string> amr;
  Timestamp auth_time;
  std::vector<std::string> roles;
  std::optional<SecurityProfileId> security_profile_id;  ///< empty: the profile of new accounts
};
BOOST_DESCRIBE_STRUCT(Rotation, (),
                      (outcome, generation, refresh_expires_at, acr, amr, auth_time, roles,
                       security_profile_id))

class Sessions {
 public:
  explicit Sessions(pg::Transaction& transaction) : tx_(transaction) {}

  /// Empty when the account has as many live sessions as its security profile allows, or another password by now.
  pg::Pending<std::optional<SessionExpiry>> create(const NewSession& session);
  /// Moves the family from `generation` to the next, or says why not. The row returned with `repeated` is the one that
  /// the rotation within the last `grace` made; empty when there is no such family.
  pg::Pending<std::optional<Rotation>> rotate(AccountId account, SessionId session,
                                              pg::Bytes nonce_hash, std::int32_t generation,
                                              std::chrono::seconds grace, Timestamp now);
  /// After a fresh proof: what the session is worth from now on. Empty when it has ended, or was not used for too long.
  pg::Pending<std::optional<SessionExpiry>> raise(AccountId account, SessionId session,
                                                  std::string acr, std::vector<std::string> amr,
                                                  Timestamp auth_time);
  /// The device of a session; empty when it has ended.
  pg::Pending<std::optional<DeviceId>> find_device(AccountId account, SessionId session);
  /// Active sessions, newest first.
  pg::Pending<std::vector<Session>> list(AccountId account, Timestamp now);

  /// Each of these ends sessions and returns the ids of those that it ended.
  pg::Pending<std::vector<SessionId>> end(AccountId account, SessionId session, std::string reason,
                                          Timestamp now);
  pg::Pending<std::vector<SessionId>> end_all_but(AccountId account, std::optional<SessionId> keep,
                                                  std::string reason, Timestamp now);
  pg::Pending<std::vector<SessionId>> end_of_device(AccountId account, DeviceId device,
                                                    std::string reason, Timestamp now);
  /// Sessions that were ended at or after `since`, of every account.
  pg::Pending<std::vector<SessionId>> list_ended_since(Timestamp since);
  /// Removes up to `limit` sessions that ended or expired before `before`.
  pg::Pending<std::int64_t> remove_old(Timestamp before, std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
