// Questions to a device that is signed in: may that other one sign in?
//
// Owns approvals. Each is answered once. A QR code belongs to the first session that scans it. Whoever waits for an
// answer is told on the channel approvals_channel, with the sign-in's uuid.
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

inline constexpr std::string_view approvals_channel = "gatehouse_approvals";

BOOST_DEFINE_ENUM_CLASS(ApprovalKind, push, qr)
BOOST_DEFINE_ENUM_CLASS(ApprovalState, pending, approved, denied)

/// The transitions that there are; docs/flows/approvals.md draws them.
inline constexpr std::pair<ApprovalState, ApprovalState> approval_transitions[] = {
    {ApprovalState::pending, ApprovalState::approved},
    {ApprovalState::pending, ApprovalState::denied}};

struct Approval {
  ApprovalId id;
  ApprovalKind kind{};
  SignInId sign_in_id;
  std::optional<AccountId> account_id;  ///< empty: a QR code that nobody has scanned yet
  std::optional<std::int16_t> number;   ///< push: what the waiting page shows
  std::vector<std::int16_t>
      choices;  ///< push: what the device may pick from, the number among them
  ApprovalState state{};
  std::optional<SessionId> session_id;  ///< who scanned or answered
  std::optional<std::string> acr;       ///< of the session that answered
  IpAddress ip_address;                 ///< of the device that wants to sign in
  std::string user_agent;
  Timestamp expires_at;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Approval, (),
                      (id, kind, sign_in_id, account_id, number, choices, state, session_id, acr,
                       ip_address, user_agent, expires_at, created_at))

struct RecentApprovals {
  std::int64_t asked = 0;
  std::int64_t denied = 0;
};
BOOST_DESCRIBE_STRUCT(RecentApprovals, (), (asked, denied))

/// The session that answers.
struct Approver {
  AccountId account;
  SessionId session;
  std::string acr;
};

class Approvals {
 public:
  explicit Approvals(pg::Transaction& transaction) : tx_(transaction) {}

  /// Ends those of the same sign-in that nobody has answered: one is open at a time, all are counted. `token_hash`: of
  /// a QR code's content.
  pg::Pending<std::int64_t> create(const Approval& approval,
                                   const std::optional<pg::Bytes>& token_hash);
  /// Empty when there is none, or not for this account.
  pg::Pending<std::optional<Approval>> find(ApprovalId id, AccountId account);
  /// The newest of a sign-in; empty when it asked for none.
  pg::Pending<std::optional<Approval>> find_of_sign_in(SignInId sign_in);
  /// Not answered, not expired, newest first.
  pg::Pending<std::vector<Approval>> list_pending(AccountId account, Timestamp now);
  /// Gives a QR code to its first scanner. Empty when it is stale, unknown, another account's, or was scanned before.
  pg::Pending<std::optional<Approval>> scan(pg::Bytes token_hash, const Approver& by,
                                            Timestamp now);
  /// Empty when it is not pending any more, not for this account, or another session's.
  pg::Pending<std::optional<Approval>> decide(ApprovalId id, const Approver& by,
                                              ApprovalState answer, Timestamp now);
  /// Pushes to this account since `since`.
  pg::Pending<RecentApprovals> count_recent(AccountId account, Timestamp since);
  /// Removes up to `limit` that expired before `before`.
  pg::Pending<std::int64_t> remove_old(Timestamp before, std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
