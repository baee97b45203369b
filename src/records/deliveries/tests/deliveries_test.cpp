#include <gatehouse/records/deliveries.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::records {
namespace {

using namespace std::chrono_literals;
using enum DeliveryChannel;

class DeliveriesTest : public testing::Test {
 protected:
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  // Due from `due` on.
  DeliveryId add(pg::Transaction& tx, DeliveryChannel channel, Timestamp due) const {
    const auto id = DeliveryId::make(due);
    Deliveries{tx}.add({.id = id,
                        .channel = channel,
                        .recipient = "rahim@example.com",
                        .message = "registration_code",
                        .locale = "en",
                        .payload = {"sealed"},
                        .expires_at = due + 1h,
                        .now = due});
    return id;
  }
  Task<DeliveryId> added(pg::Database& db, DeliveryChannel channel = email) const {
    pg::Transaction tx{db};
    const auto id = add(tx, channel, start);
    co_await tx.commit();
    co_return id;
  }
  static Task<std::vector<ClaimedDelivery>> claim(pg::Database& db, DeliveryChannel channel,
                                                  std::int32_t limit, Timestamp now) {
    pg::Transaction tx{db};
    const auto claimed = Deliveries{tx}.claim(channel, limit, 60s, now);
    co_await tx.commit();
    co_return claimed.value();
  }
  // Rows that the statement affects.
  static Task<std::int64_t> affected(
      pg::Database& db, const std::function<pg::Pending<std::int64_t>(Deliveries)>& change) {
    pg::Transaction tx{db};
    const auto rows = change(Deliveries{tx});
    co_await tx.commit();
    co_return rows.value();
  }
  std::string row(const DeliveryId& id) const {
    return server
        .value(
            "SELECT concat_ws(' ', status, attempts, CASE WHEN leased_until IS NULL THEN 'free' "
            "ELSE "
            "'leased' END, coalesce(payload::text, 'wiped')) FROM deliveries WHERE id = $1",
            {id.uuid.text()})
        .value_or("");
  }

  test::Database server = test::fresh();
  Timestamp start = SystemClock{}.now();
};

TEST_F(DeliveriesTest, AClaimIsSeenByNobodyElseUntilItsLeaseIsOver) {
  run([this](pg::Database& db) -> Task<> {
    const auto id = co_await added(db);
    EXPECT_TRUE((co_await claim(db, email, 5, start - 1ms)).empty()) << "it is not due yet";
    const auto first = co_await claim(db, email, 5, start);
    EXPECT_EQ(first.size(), 1U);
    EXPECT_EQ(first.at(0).id, id);
    EXPECT_EQ(first.at(0).attempts, 1);
    EXPECT_TRUE((co_await claim(db, email, 5, start + 59s)).empty());
    const auto second = co_await claim(db, email, 5, start + 60s);
    EXPECT_EQ(second.size(), 1U);
    EXPECT_EQ(second.at(0).attempts, 2);
  });
}

TEST_F(DeliveriesTest, AreClaimedByChannelTheLongestDueFirstAndNoMoreThanAskedFor) {
  run([this](pg::Database& db) -> Task<> {
    pg::Transaction tx{db};
    const auto last = add(tx, email, start - 1s);
    const auto first = add(tx, email, start - 3s);
    const auto middle = add(tx, email, start - 2s);
    const auto text = add(tx, sms, start - 9s);
    co_await tx.commit();
    auto two = co_await claim(db, email, 2, start);
    std::ranges::sort(two, {}, &ClaimedDelivery::id);
    EXPECT_EQ(two.size(), 2U);
    EXPECT_EQ(two.at(0).id, first);
    EXPECT_EQ(two.at(1).id, middle);
    const auto rest = co_await claim(db, email, 9, start);
    EXPECT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest.at(0).id, last);
    const auto other = co_await claim(db, sms, 9, start);
    EXPECT_EQ(other.size(), 1U);
    EXPECT_EQ(other.at(0).id, text);
  });
}

TEST_F(DeliveriesTest, TwoThatClaimAtTheSameMomentGetDifferentOnes) {
  run([this](pg::Database& db) -> Task<> {
    pg::Transaction tx{db};
    for (int i = 0; i < 4; ++i) add(tx, email, start);
    co_await tx.commit();
    pg::Transaction one{db};
    const auto first = co_await Deliveries{one}.claim(email, 3, 60s, start).get();
    const auto second = co_await claim(db, email, 3, start);  // while the first one is open
    co_await one.commit();
    EXPECT_EQ(first.size(), 3U);
    EXPECT_EQ(second.size(), 1U);
    for (const auto& taken : first) EXPECT_NE(taken.id, second.at(0).id);
  });
}

TEST_F(DeliveriesTest, WhoComesLateOverwritesNothing) {
  run([this](pg::Database& db) -> Task<> {
    const auto id = co_await added(db);
    co_await claim(db, email, 1, start);
    co_await claim(db, email, 1, start + 60s);
    const auto before = row(id);
    EXPECT_EQ(before, "pending 2 leased \\x7365616c6564");
    const auto now = start + 61s;
    const auto of = [&](std::int16_t attempt) {
      return std::vector<std::function<pg::Pending<std::int64_t>(Deliveries)>>{
          [&, attempt](Deliveries d) { return d.mark_sent(id, attempt, now); },
          [&, attempt](Deliveries d) { return d.retry_at(id, attempt, now, "late"); },
          [&, attempt](Deliveries d) { return d.mark_dead(id, attempt, "late", now); },
          [&, attempt](Deliveries d) { return d.release(id, attempt); }};
    };
    for (const auto& change : of(1)) EXPECT_EQ(co_await affected(db, change), 0);
    EXPECT_EQ(row(id), before);
    EXPECT_EQ(co_await affected(db, of(2).at(0)), 1);
    EXPECT_EQ(row(id), "sent 2 free wiped");
    for (const auto& change : of(2)) EXPECT_EQ(co_await affected(db, change), 0) << "it is over";
    EXPECT_EQ(row(id), "sent 2 free wiped");
  });
}

TEST_F(DeliveriesTest, AClaimThatIsGivenBackIsDueAtOnceAndWasNoAttempt) {
  run([this](pg::Database& db) -> Task<> {
    const auto id = co_await added(db);
    co_await claim(db, email, 1, start);
    EXPECT_EQ(co_await affected(db, [&](Deliveries d) { return d.release(id, 1); }), 1);
    EXPECT_EQ(row(id), "pending 0 free \\x7365616c6564");
    const auto again = co_await claim(db, email, 1, start);
    EXPECT_EQ(again.size(), 1U);
    EXPECT_EQ(again.at(0).attempts, 1);
  });
}

TEST_F(DeliveriesTest, KeepTheirValuesForAnotherTryAndNoLonger) {
  run([this](pg::Database& db) -> Task<> {
    const auto id = co_await added(db);
    co_await claim(db, email, 1, start);
    co_await affected(db, [&](Deliveries d) { return d.retry_at(id, 1, start + 5s, "busy"); });
    EXPECT_EQ(row(id), "pending 1 free \\x7365616c6564");
    EXPECT_TRUE((co_await claim(db, email, 1, start + 4s)).empty());
    EXPECT_EQ((co_await claim(db, email, 1, start + 5s)).size(), 1U);
    co_await affected(db, [&](Deliveries d) { return d.mark_dead(id, 2, "refused", start + 6s); });
    EXPECT_EQ(row(id), "dead 2 free wiped");
    pg::Transaction tx{db};
    const auto dead = co_await Deliveries{tx}.list_dead(10).get();
    EXPECT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead.at(0).id, id);
    EXPECT_EQ(dead.at(0).last_error, "refused");
  });
}

TEST_F(DeliveriesTest, AnIdThatIsQueuedTwiceIsOneMessage) {
  run([this](pg::Database& db) -> Task<> {
    const records::NewDelivery message{.id = DeliveryId::make(start),
                                       .channel = sms,
                                       .recipient = "+8801712345678",
                                       .message = "registration_code",
                                       .locale = "bn",
                                       .payload = {"sealed"},
                                       .expires_at = start + 1h,
                                       .now = start};
    EXPECT_EQ(co_await affected(db, [&](Deliveries d) { return d.add(message); }), 1);
    EXPECT_EQ(co_await affected(db, [&](Deliveries d) { return d.add(message); }), 0);
    EXPECT_EQ((co_await claim(db, sms, 9, start)).size(), 1U);
  });
}

}  // namespace
}  // namespace gatehouse::records
