// What the statements let an approval become, beside what approval_transitions says.
#include <algorithm>
#include <vector>

#include <boost/describe/enum_to_string.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include <gatehouse/records/approvals.hpp>
#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::records {
namespace {

using namespace std::chrono_literals;
using enum ApprovalState;

const std::vector<ApprovalState> states = [] {
  std::vector<ApprovalState> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<ApprovalState>>(
      [&](auto one) { all.push_back(one.value); });
  return all;
}();

class ApprovalStates : public testing::Test {
 protected:
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  // A new one that has come to `state`; with a token it is a QR code, which nobody has scanned.
  Task<ApprovalId> in_state(pg::Database& db, ApprovalState state,
                            std::optional<pg::Bytes> token = {}) const {
    const auto id = ApprovalId::make(now);
    pg::Transaction tx{db};
    Approvals{tx}.create({.id = id,
                          .kind = token ? ApprovalKind::qr : ApprovalKind::push,
                          .sign_in_id = SignInId::make(now),
                          .account_id = token ? std::nullopt : std::optional(owner.account),
                          .ip_address = *IpAddress::parse("192.0.2.1"),
                          .user_agent = "test",
                          .expires_at = now + 2min,
                          .created_at = now},
                         token);
    if (state != pending) Approvals{tx}.decide(id, owner, state, now);
    co_await tx.commit();
    co_return id;
  }
  static Task<bool> decide(pg::Database& db, ApprovalId id, Approver by, ApprovalState answer,
                           Timestamp at) {
    pg::Transaction tx{db};
    const auto decided = Approvals{tx}.decide(id, by, answer, at);
    co_await tx.commit();
    co_return decided.value().has_value();
  }
  static Task<bool> scan(pg::Database& db, pg::Bytes token, Approver by, Timestamp at) {
    pg::Transaction tx{db};
    const auto scanned = Approvals{tx}.scan(token, by, at);
    co_await tx.commit();
    co_return scanned.value().has_value();
  }
  Task<ApprovalState> state_of(pg::Database& db, ApprovalId id) const {
    auto tx = pg::Transaction::reading(db);
    const auto found = co_await Approvals{tx}.find(id, owner.account).get();
    co_return found.value().state;
  }
  Approver somebody() const { return {AccountId::make(now), SessionId::make(now), "aal2"}; }

  test::Database server = test::fresh();
  Timestamp now = std::chrono::floor<std::chrono::seconds>(SystemClock{}.now());
  Approver owner = somebody();
};

TEST_F(ApprovalStates, ChangeAsTheTableSaysAndNoOtherWay) {
  run([this](pg::Database& db) -> Task<> {
    for (const auto from : states) {
      for (const auto to : states) {
        if (from == to) continue;
        const bool is_listed = std::ranges::find(approval_transitions, std::pair(from, to)) !=
                               std::end(approval_transitions);
        const auto id = co_await in_state(db, from);
        const auto decided = co_await decide(db, id, owner, to, now);
        const auto name = std::string(boost::describe::enum_to_string(from, "")) + " > " +
                          boost::describe::enum_to_string(to, "");
        EXPECT_EQ(decided, is_listed) << name;
        const auto after = co_await state_of(db, id);
        EXPECT_EQ(after, is_listed ? to : from) << name;
      }
    }
  });
}

TEST_F(ApprovalStates, AreAnsweredByTheirOwnAccountInTime) {
  run([this](pg::Database& db) -> Task<> {
    for (const auto answer : {approved, denied}) {
      const auto id = co_await in_state(db, pending);
      EXPECT_FALSE(co_await decide(db, id, somebody(), answer, now)) << "another account";
      EXPECT_FALSE(co_await decide(db, id, owner, answer, now + 2min)) << "too late";
      const auto after = co_await state_of(db, id);
      EXPECT_EQ(after, pending);
    }
  });
}

TEST_F(ApprovalStates, ACodeBelongsToWhoScannedItFirst) {
  run([this](pg::Database& db) -> Task<> {
    const pg::Bytes token{"hash of a token"};
    const auto id = co_await in_state(db, pending, token);
    EXPECT_FALSE(co_await decide(db, id, owner, approved, now)) << "nobody's before it is scanned";
    EXPECT_TRUE(co_await scan(db, token, owner, now));
    EXPECT_FALSE(co_await scan(db, token, owner, now));
    auto other_session = owner;
    other_session.session = SessionId::make(now);
    EXPECT_FALSE(co_await decide(db, id, other_session, approved, now));
    EXPECT_TRUE(co_await decide(db, id, owner, approved, now));
  });
}

}  // namespace
}  // namespace gatehouse::records
