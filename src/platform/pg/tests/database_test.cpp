#include <gatehouse/platform/pg/database.hpp>

#include <regex>

#include <boost/asio/bind_cancellation_slot.hpp>

#include <gatehouse/base/errors.hpp>

#include "database_fixture.hpp"

namespace gatehouse::pg {
namespace {

const Query<std::int64_t(std::int64_t)> echo{{"test.echo", "SELECT $1"}};
const Query<std::int32_t(std::int32_t)> divide{{"test.divide", "SELECT 10 / $1"}};
const Query<void(std::string)> add{{"test.add", "INSERT INTO things (name) VALUES ($1)"}};
const Query<std::int64_t()> count{{"test.count", "SELECT count(*) FROM things"}};
const Query<std::string(double)> pause{{"test.pause", "SELECT pg_sleep($1)::text"}};
const Query<std::int64_t()> open_connections{
    {"test.open_connections",
     "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle "
     "in transaction'"}};

Task<std::int64_t> echoed(Database& database, std::int64_t value) {
  auto tx = Transaction::reading(database);
  co_return co_await tx.one(echo, value).get();
}

Task<std::int32_t> divided(Database& database, std::int32_t by) {
  auto tx = Transaction::reading(database);
  co_return co_await tx.one(divide, by).get();
}

Task<> insert(Database& database, std::string name) {
  Transaction tx{database};
  tx.execute(add, name);
  co_await tx.commit();
}

Task<> hold_transaction(Database& database) {
  Transaction tx{database};
  tx.one(pause, 30.0);
  co_await tx.flush();
}

TEST_F(DatabaseTest, SendsSeveralStatementsInOneRoundTrip) {
  run([](Database& database) -> Task<> {
    Transaction tx{database};
    const auto first = tx.one(echo, std::int64_t{7});
    const auto added = tx.execute(add, std::string("a"));
    const auto second = tx.one(count);
    co_await tx.commit();
    EXPECT_EQ(first.value(), 7);
    EXPECT_EQ(added.value(), 1);
    EXPECT_EQ(second.value(), 1);
    EXPECT_EQ(tx.round_trips(), 1);
  });
}

TEST_F(DatabaseTest, RollsBackWhatIsNotCommitted) {
  auto with = options();
  with.max_exclusive_connections = 2;
  run(
      [](Database& database) -> Task<> {
        {
          Transaction tx{database};
          tx.execute(add, std::string("abandoned"));
          co_await tx.flush();
        }
        EXPECT_EQ(co_await Transaction::reading(database).one(count).get(), 0);
        // Connections that rolled back are used again: there are two.
        for (int i = 0; i < 20; ++i) {
          Transaction tx{database};
          tx.execute(add, std::string("abandoned"));
          co_await tx.flush();
        }
        co_await runtime::sleep_for(50ms);  // the last one rolls back behind its owner's back
        EXPECT_EQ(co_await Transaction::reading(database).one(open_connections).get(), 0);
      },
      with);
}

TEST_F(DatabaseTest, NamesTheViolatedConstraintAndKeepsNothing) {
  run([](Database& database) -> Task<> {
    co_await insert(database, "taken");
    Transaction tx{database};
    tx.execute(add, std::string("fine"));
    tx.execute(add, std::string("taken"));
    std::string constraint;
    try {
      co_await tx.commit();
    } catch (const ConstraintViolation& violation) {
      constraint = violation.constraint();
    }
    EXPECT_EQ(constraint, "one_name");
    EXPECT_EQ(co_await Transaction::reading(database).one(count).get(), 1);
  });
}

// Reads that go out together: a failing one must not take the others with it, nor give one the answer of another.
TEST_F(DatabaseTest, AFailingReadLeavesThoseBesideItAlone) {
  run([](Database& database) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    int failed = 0;
    int wrong = 0;
    int done = 0;
    constexpr int reads = 400;
    for (int i = 0; i < reads; ++i) {
      const std::int32_t by = i % 7 == 0 ? 0 : i % 5 + 1;
      boost::asio::co_spawn(executor, divided(database, by),
                            [&, by](std::exception_ptr error, std::int32_t value) {
                              ++done;
                              if (error) ++failed;
                              if (!error && value != 10 / by) ++wrong;
                            });
    }
    while (done < reads) co_await runtime::sleep_for(1ms);
    EXPECT_EQ(failed, 58) << "those that divide by zero, and no other";
    EXPECT_EQ(wrong, 0);
  });
}

TEST_F(DatabaseTest, ReadsAndCommitsOfOneMomentAllSucceed) {
  run([](Database& database) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    int done = 0;
    int failed = 0;
    constexpr int each = 200;
    for (int i = 0; i < each; ++i) {
      boost::asio::co_spawn(executor, echoed(database, i),
                            [&, i](std::exception_ptr error, std::int64_t value) {
                              ++done;
                              if (error || value != i) ++failed;
                            });
      boost::asio::co_spawn(executor, insert(database, std::to_string(i)),
                            [&](std::exception_ptr error) {
                              ++done;
                              if (error) ++failed;
                            });
    }
    while (done < 2 * each) co_await runtime::sleep_for(1ms);
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(co_await Transaction::reading(database).one(count).get(), each);
    EXPECT_LE(database.exclusive_connections(), 4);
  });
}

TEST_F(DatabaseTest, AReaderThatGivesUpDoesNotDisturbTheOthers) {
  run([](Database& database) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    for (int round = 0; round < 20; ++round) {
      boost::asio::cancellation_signal give_up;
      int done = 0;
      boost::asio::co_spawn(executor, echoed(database, 1),
                            boost::asio::bind_cancellation_slot(
                                give_up.slot(), [&](std::exception_ptr, std::int64_t) { ++done; }));
      boost::asio::co_spawn(executor, echoed(database, 2),
                            [&](std::exception_ptr error, std::int64_t value) {
                              ++done;
                              EXPECT_TRUE(!error && value == 2);
                            });
      give_up.emit(boost::asio::cancellation_type::terminal);
      while (done < 2) co_await runtime::sleep_for(1ms);
    }
  });
}

TEST_F(DatabaseTest, EndsAStatementThatTakesTooLong) {
  auto with = options();
  with.statement_timeout = 200ms;
  run(
      [](Database& database) -> Task<> {
        const auto begun = std::chrono::steady_clock::now();
        auto tx = Transaction::reading(database);
        tx.one(pause, 30.0);
        EXPECT_TRUE(co_await throws<Unavailable>(tx.flush()));
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
        EXPECT_EQ(co_await echoed(database, 3), 3);
      },
      with);
}

Task<> end_connections(Database& database, const test::Database& server) {
  const auto executor = co_await boost::asio::this_coro::executor;
  int unavailable = 0;
  int done = 0;
  constexpr int held = 4;
  for (int i = 0; i < held; ++i) {
    boost::asio::co_spawn(executor, hold_transaction(database), [&](std::exception_ptr error) {
      ++done;
      try {
        if (error) std::rethrow_exception(error);
      } catch (const Unavailable&) {
        ++unavailable;
      }
    });
  }
  co_await runtime::sleep_for(200ms);
  server.execute(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  while (done < held) co_await runtime::sleep_for(1ms);
  EXPECT_EQ(unavailable, held);
  co_await runtime::sleep_for(50ms);  // every backend is gone; the event loop shall see it
  for (int i = 0; i < 500 && !database.is_connected(); ++i) co_await runtime::sleep_for(10ms);
  for (int i = 0; i < 20; ++i) co_await insert(database, "after " + std::to_string(i));
  EXPECT_EQ(co_await Transaction::reading(database).one(count).get(), 20);
  EXPECT_LE(database.exclusive_connections(), 4);
}

TEST_F(DatabaseTest, ComesBackAfterItsConnectionsWereEnded) {
  for (int round = 0; round < 3; ++round) {
    server.execute("DELETE FROM things");
    run([this](Database& database) { return end_connections(database, server); });
  }
  EXPECT_EQ(ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid "
                "<> pg_backend_pid()"),
            "0")
      << "no connection outlives its database object";
}

TEST_F(DatabaseTest, TakesTheNextHostWhenOneIsDead) {
  auto with = options();
  const std::regex host("host='?([^' ]*)'?");
  ASSERT_TRUE(std::regex_search(with.conninfo, host)) << with.conninfo;
  with.conninfo = std::regex_replace(with.conninfo, host, "host='/nonexistent,$1'");
  run([](Database& database) -> Task<> { EXPECT_EQ(co_await echoed(database, 5), 5); }, with);
}

TEST_F(DatabaseTest, RefusesAtOnceWhenThereIsNoServer) {
  run(
      [](Database& database) -> Task<> {
        const auto begun = std::chrono::steady_clock::now();
        EXPECT_TRUE(co_await throws<Unavailable>(insert(database, "nowhere")));
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
      },
      {.conninfo = "host=/nonexistent dbname=nothing"}, 0ms);
}

}  // namespace
}  // namespace gatehouse::pg
