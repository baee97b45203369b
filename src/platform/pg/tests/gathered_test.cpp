#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>

#include "gathered_kit.hpp"

namespace gatehouse::pg {
namespace {

using GatheredTest = DatabaseTest;

TEST_F(GatheredTest, WhatComesTogetherIsCommittedTogether) {
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Outcome outcome;
    for (int i = 0; i < 500; ++i) spawn(executor, insert(db, std::to_string(i)), outcome);
    co_await all_done(outcome, 500);
    EXPECT_EQ(outcome.violations + outcome.unavailable, 0);
    EXPECT_LE(db.exclusive_connections(), 1);
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things"), "500");
  const auto transactions = std::stoi(*ask("SELECT count(DISTINCT xmin::text) FROM things"));
  EXPECT_GE(transactions, 500 / 64);
  EXPECT_LE(transactions, 20);
}

TEST_F(GatheredTest, OneThatFailsFailsAlone) {
  server.execute("INSERT INTO things VALUES ('taken 7'), ('taken 93')");
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Outcome outcome;
    for (int i = 0; i < 100; ++i) {
      const bool is_taken = i == 7 || i == 93;
      spawn(executor, insert(db, fmt::format("{} {}", is_taken ? "taken" : "free", i)), outcome);
    }
    co_await all_done(outcome, 100);
    EXPECT_EQ(outcome.violations, 2);
    EXPECT_EQ(outcome.unavailable, 0);
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things WHERE name LIKE 'free%'"), "98");
}

// Only the commit finds out, and it is nobody's statement.
TEST_F(GatheredTest, OneThatFailsAtTheCommitFailsAlone) {
  server.execute(
      "ALTER TABLE things DROP CONSTRAINT one_name; "
      "ALTER TABLE things ADD CONSTRAINT one_name UNIQUE (name) DEFERRABLE INITIALLY DEFERRED");
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Outcome outcome;
    for (int i = 0; i < 10; ++i) spawn(executor, insert(db, "twice"), outcome);
    for (int i = 0; i < 10; ++i) spawn(executor, insert(db, std::to_string(i)), outcome);
    co_await all_done(outcome, 20);
    EXPECT_EQ(outcome.violations, 9);
    Transaction alone{db};
    alone.execute(add, std::string("twice"));
    EXPECT_TRUE(co_await throws<ConstraintViolation>(alone.commit()));
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things"), "11");
}

// Two event loops change the same rows, each group in another order of arrival.
TEST_F(GatheredTest, GroupsOfSeveralWorkersDoNotWaitInACircle) {
  for (int i = 0; i < 50; ++i) {
    server.execute(fmt::format("INSERT INTO things VALUES ('{:02}')", i));
  }
  run([&](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Database other(executor, options());
    while (!other.is_connected()) co_await runtime::sleep_for(1ms);
    Outcome outcome;
    constexpr int rounds = 20;
    for (int round = 0; round < rounds; ++round) {
      for (int i = 0; i < 50; ++i) {
        const auto forth = fmt::format("{:02}", i);
        const auto back = fmt::format("{:02}", 49 - i);
        spawn(executor, rename(db, forth, forth), outcome);
        spawn(executor, rename(other, back, back), outcome);
      }
      co_await all_done(outcome, (round + 1) * 100);
    }
    EXPECT_EQ(outcome.unavailable + outcome.violations, 0);
  });
  EXPECT_EQ(ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"), "0");
}

TEST_F(GatheredTest, OneThatGivesUpDoesNotDisturbTheOthers) {
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    for (int round = 0; round < 20; ++round) {
      boost::asio::cancellation_signal give_up;
      int given_up = 0;
      Outcome outcome;
      boost::asio::co_spawn(executor, insert(db, fmt::format("gives up {}", round)),
                            boost::asio::bind_cancellation_slot(
                                give_up.slot(), [&](std::exception_ptr) { ++given_up; }));
      for (int i = 0; i < 5; ++i) {
        spawn(executor, insert(db, fmt::format("{} {}", round, i)), outcome);
      }
      if (round % 2 == 1) co_await boost::asio::post(executor, boost::asio::use_awaitable);
      give_up.emit(boost::asio::cancellation_type::terminal);
      co_await all_done(outcome, 5);
      EXPECT_EQ(outcome.unavailable + outcome.violations, 0);
      while (given_up == 0) co_await runtime::sleep_for(1ms);
    }
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things WHERE name NOT LIKE 'gives%'"), "100");
}

TEST_F(GatheredTest, ALostConnectionFailsThoseInFlightAndNoOthers) {
  server.execute("INSERT INTO things VALUES ('held')");
  run([this](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    // The group waits for a row that another transaction holds.
    Transaction holder{db};
    holder.execute(rename_query, std::string("held"), std::string("held"));
    co_await holder.flush();
    Outcome first;
    for (int i = 0; i < 10; ++i) spawn(executor, insert(db, std::to_string(i)), first);
    spawn(executor, rename(db, "held", "mine"), first);
    co_await runtime::sleep_for(100ms);
    Outcome second;
    for (int i = 10; i < 20; ++i) spawn(executor, insert(db, std::to_string(i)), second);
    server.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'");
    co_await all_done(first, 11);
    EXPECT_EQ(first.unavailable, 11);
    co_await all_done(second, 10);
    EXPECT_EQ(second.unavailable, 0);
    co_await holder.commit();
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things"), "11");
}

// The event loop ends under groups that gather, wait for a connection and are in flight.
TEST_F(GatheredTest, WhatIsDestroyedInFlightLeavesNothing) {
  for (int round = 0; round < 5; ++round) {
    Outcome outcome;
    boost::asio::io_context context(1);
    Database db(context.get_executor(), options());
    const Work work = [&](Database& d) -> Task<> {
      const auto executor = co_await boost::asio::this_coro::executor;
      for (int i = 0; i < 200; ++i) {
        spawn(executor, insert(d, fmt::format("{} {}", round, i)), outcome);
      }
    };
    boost::asio::co_spawn(context, connected(db, work, 5s), [](std::exception_ptr) {});
    context.run_for(std::chrono::milliseconds{5 + (3 * round)});
  }
}

}  // namespace
}  // namespace gatehouse::pg
