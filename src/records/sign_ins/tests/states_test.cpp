// What the statements let a sign-in become, beside what sign_in_transitions says.
#include <algorithm>
#include <vector>

#include <boost/describe/enum_to_string.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include <gatehouse/records/sign_ins/sign_ins.hpp>
#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::records {
namespace {

using namespace std::chrono_literals;
using enum SignInState;

const std::vector<SignInState> states = [] {
  std::vector<SignInState> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<SignInState>>(
      [&](auto one) { all.push_back(one.value); });
  return all;
}();

class SignInStates : public testing::Test {
 protected:
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  // A new one that has come to `state`.
  Task<SignInId> in_state(pg::Database& db, SignInState state) const {
    const auto id = SignInId::make(now);
    pg::Transaction tx{db};
    SignIns{tx}.create({.id = id,
                        .purpose = SignInPurpose::password,
                        .identifier_mac = {"mac"},
                        .device_claim = boost::json::object{},
                        .ip_address = *IpAddress::parse("192.0.2.1"),
                        .user_agent = "test",
                        .expires_at = now + 15min,
                        .created_at = now});
    if (state != open) SignIns{tx}.close(id, state, now);
    co_await tx.commit();
    EXPECT_EQ(co_await state_of(db, id), state);
    co_return id;
  }
  static Task<std::int64_t> close(pg::Database& db, SignInId id, SignInState state, Timestamp at) {
    pg::Transaction tx{db};
    const auto rows = SignIns{tx}.close(id, state, at);
    co_await tx.commit();
    co_return rows.value();
  }
  static Task<std::int64_t> touch(pg::Database& db, SignInId id, Timestamp at) {
    pg::Transaction tx{db};
    const auto rows = SignIns{tx}.touch(id, at);
    co_await tx.commit();
    co_return rows.value();
  }
  static Task<SignInState> state_of(pg::Database& db, SignInId id) {
    auto tx = pg::Transaction::reading(db);
    const auto found = co_await SignIns{tx}.find(id).get();
    co_return found.value().state;
  }

  test::Database server = test::fresh();
  Timestamp now = std::chrono::floor<std::chrono::seconds>(SystemClock{}.now());
};

TEST_F(SignInStates, ChangeAsTheTableSaysAndNoOtherWay) {
  run([this](pg::Database& db) -> Task<> {
    for (const auto from : states) {
      for (const auto to : states) {
        if (from == to) continue;
        const bool is_listed = std::ranges::find(sign_in_transitions, std::pair(from, to)) !=
                               std::end(sign_in_transitions);
        const auto id = co_await in_state(db, from);
        const auto rows = co_await close(db, id, to, now);
        const auto name = std::string(boost::describe::enum_to_string(from, "")) + " > " +
                          boost::describe::enum_to_string(to, "");
        EXPECT_EQ(rows == 1, is_listed) << name;
        const auto after = co_await state_of(db, id);
        EXPECT_EQ(after, is_listed ? to : from) << name;
      }
    }
  });
}

TEST_F(SignInStates, OnlyAnOpenOneIsHeld) {
  run([this](pg::Database& db) -> Task<> {
    for (const auto state : states) {
      const auto id = co_await in_state(db, state);
      const auto rows = co_await touch(db, id, now);
      EXPECT_EQ(rows == 1, state == open);
      const auto after = co_await state_of(db, id);
      EXPECT_EQ(after, state);
    }
  });
}

TEST_F(SignInStates, AreOverWhenTheirTimeIs) {
  run([this](pg::Database& db) -> Task<> {
    for (const auto to : {complete, denied}) {
      const auto id = co_await in_state(db, open);
      const auto rows =
          co_await close(db, id, to, now + 15min) + co_await touch(db, id, now + 15min);
      EXPECT_EQ(rows, 0);
    }
  });
}

}  // namespace
}  // namespace gatehouse::records
