// Answering, on a device that is signed in, whether another one may sign in: what a push message led to, or a QR code
// that was scanned. The person is shown where the other device is, and picks the number that it shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/geo.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/records/approvals.hpp>
#include <gatehouse/records/sign_ins/sign_ins.hpp>

namespace gatehouse::flows {

struct ApprovalView {
  ApprovalId id;
  records::ApprovalKind kind{};
  records::ApprovalState state{};
  std::optional<records::SignInPurpose>
      purpose;                      ///< what waits for the answer; empty when it is over and gone
  IpAddress ip_address;             ///< of the device that wants to sign in
  std::optional<geo::Place> place;  ///< of the address
  std::string user_agent;           ///< of the device too
  bool is_same_network = false;     ///< as the device that answers; false is worth a warning
  std::optional<std::vector<std::int16_t>> numbers;  ///< push: one of them is on the other screen
  Timestamp expires_at;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(ApprovalView, (),
                      (id, kind, state, purpose, ip_address, place, user_agent, is_same_network,
                       numbers, expires_at, created_at))

struct ApprovalList {
  std::vector<ApprovalView> items;
};
BOOST_DESCRIBE_STRUCT(ApprovalList, (), (items))

struct ApprovalRef {
  ApprovalId id;
};
BOOST_DESCRIBE_STRUCT(ApprovalRef, (), (id))

struct ScanCode {
  Secret code;  ///< what stands behind "#" in the QR code's address
};
BOOST_DESCRIBE_STRUCT(ScanCode, (), (code))
api::Fields fields_of(std::type_identity<ScanCode>);

BOOST_DEFINE_ENUM_CLASS(Decision, approve, deny)

struct DecideApproval {
  ApprovalId id;
  Decision decision{};
  std::optional<std::int16_t> number;  ///< to approve a push: the one that the other screen shows
};
BOOST_DESCRIBE_STRUCT(DecideApproval, (), (id, decision, number))

class Approvals {
 public:
  struct Parts {
    pg::Database& database;
    const crypto::KeyRing& ring;
    const geo::Places& places;
  };
  explicit Approvals(Parts parts) : parts_(parts) {}

  void add_routes(api::Router& router);

  Task<Result<ApprovalList>> list(api::Context& context);
  Task<Result<ApprovalView>> show(api::Context& context, ApprovalRef request);
  Task<Result<ApprovalView>> scan(api::Context& context, ScanCode request);
  Task<Result<ApprovalView>> decide(api::Context& context, DecideApproval request);

 private:
  /// As the device at `here` sees it.
  Task<ApprovalView> view_of(pg::Transaction& tx, records::Approval approval, IpAddress here) const;
  /// What the answer comes to: a wrong number is a refusal.
  Task<Result<records::ApprovalState>> judge(api::Context& context, pg::Transaction& tx,
                                             const records::Approval& approval,
                                             const DecideApproval& request);

  Parts parts_;
};

}  // namespace gatehouse::flows
