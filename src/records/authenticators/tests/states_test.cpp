// What the statements let a factor become, beside what factor_transitions says.
#include <algorithm>
#include <functional>
#include <vector>

#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::records {
namespace {

using namespace std::chrono_literals;
using enum FactorState;

const std::vector<FactorState> states = [] {
  std::vector<FactorState> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<FactorState>>(
      [&](auto one) { all.push_back(one.value); });
  return all;
}();

class FactorStates : public testing::Test {
 protected:
  FactorStates() {
    server.execute(
        "INSERT INTO accounts (id, account_type, locale, time_zone, created_at, updated_at) "
        "VALUES ('" +
        account.uuid.text() + "', 'individual', 'en', 'UTC', now(), now())");
  }
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  // A new one that has come to `state`.
  Task<FactorId> in_state(pg::Database& db, FactorState state) const {
    const auto id = FactorId::make(now);
    pg::Transaction tx{db};
    Factors{tx}.create({.account_id = account,
                        .id = id,
                        .method_type = MfaMethod::totp,
                        .name = "App",
                        .expires_at = now + 15min,
                        .created_at = now});
    if (state == enabled) Factors{tx}.enable(account, id, {}, 1, 0, now);
    co_await tx.commit();
    co_return id;
  }
  // Empty when the factor is in no state any more.
  Task<std::optional<FactorState>> state_of(pg::Database& db, FactorId id) const {
    auto tx = pg::Transaction::reading(db);
    const auto waits = Factors{tx}.find_unconfirmed(account, MfaMethod::totp, id, now);
    const auto listed = co_await Factors{tx}.list(account).get();
    if (waits.value()) co_return unconfirmed;
    if (std::ranges::find(listed, id, &Factor::id) != listed.end()) co_return enabled;
    co_return std::nullopt;
  }
  // Tries a statement on a factor in each state, and notes from where to where it has led.
  using Change = std::function<Task<bool>(pg::Transaction&, FactorId)>;
  Task<> try_each(pg::Database& db, Change change) {
    for (const auto from : states) {
      const auto id = co_await in_state(db, from);
      pg::Transaction tx{db};
      const bool has_changed = co_await change(tx, id);
      co_await tx.commit();
      const auto to = co_await state_of(db, id);
      if (has_changed && to) {
        seen.emplace_back(from, *to);
      } else if (!has_changed) {
        EXPECT_EQ(to, from) << "a statement that changes nothing leaves the state as it is";
      }
    }
  }

  test::Database server = test::fresh();
  Timestamp now = std::chrono::floor<std::chrono::seconds>(SystemClock{}.now());
  AccountId account = AccountId::make(now);
  std::vector<std::pair<FactorState, FactorState>> seen;
};

TEST_F(FactorStates, ChangeAsTheTableSaysAndNoOtherWay) {
  const IpAddress address = *IpAddress::parse("192.0.2.1");
  run([&](pg::Database& db) -> Task<> {
    co_await try_each(db, [&](pg::Transaction& tx, FactorId id) -> Task<bool> {
      co_return (co_await Factors{tx}.enable(account, id, "Name", 2, 0, now).get()).has_value();
    });
    co_await try_each(db, [&](pg::Transaction& tx, FactorId id) -> Task<bool> {
      co_return (co_await Factors{tx}.rename(account, id, "Name").get()).has_value();
    });
    co_await try_each(db, [&](pg::Transaction& tx, FactorId id) -> Task<bool> {
      co_return co_await Factors{tx}.mark_used(account, id, address, now).get() == 1;
    });
    co_await try_each(db, [&](pg::Transaction& tx, FactorId id) -> Task<bool> {
      co_return co_await Factors{tx}.use_step(account, id, 9, 0, address, now).get() == 1;
    });
  });
  std::ranges::sort(seen);
  const auto [first, last] = std::ranges::unique(seen);
  seen.erase(first, last);
  const std::vector listed(std::begin(factor_transitions), std::end(factor_transitions));
  EXPECT_EQ(seen, listed);
}

TEST_F(FactorStates, NobodyConfirmsTooLate) {
  run([this](pg::Database& db) -> Task<> {
    const auto id = co_await in_state(db, unconfirmed);
    pg::Transaction tx{db};
    const auto late = co_await Factors{tx}.enable(account, id, {}, 1, 0, now + 15min).get();
    EXPECT_FALSE(late.has_value());
  });
}

}  // namespace
}  // namespace gatehouse::records
