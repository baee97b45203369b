#include <gatehouse/platform/pg/transaction.hpp>

#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/detached.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

#include "database_fixture.hpp"

namespace gatehouse::pg {
namespace {

const Query<void(std::string)> add{{"tx.add", "INSERT INTO things (name) VALUES ($1)"}};
const Query<std::int64_t()> count{{"tx.count", "SELECT count(*) FROM things"}};
const Query<std::string()> names{{"tx.names", "SELECT name FROM things ORDER BY name"}};
const Query<void(std::string, std::string)> rename_query{
    {"tx.rename", "UPDATE things SET name = $2 WHERE name = $1"}};
const Query<std::int32_t(std::int32_t)> divide{{"tx.divide", "SELECT 10 / $1"}};
const Query<std::string(double)> pause{{"tx.pause", "SELECT pg_sleep($1)::text"}};
const Query<void()> serializable{
    {"tx.serializable", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"}};
// Statements that the code and the schema see differently.
const Query<std::int64_t(bool)> add_flag{{"tx.add_flag", "SELECT $1 + 1::int8"}};
const Query<std::int64_t()> text_as_number{{"tx.text_as_number", "SELECT 'abc'::text AS n"}};
const Query<std::int64_t(std::int64_t)> two_columns{{"tx.two_columns", "SELECT $1, $1 + 1"}};

Task<std::string> state_of(Task<> work) {
  try {
    co_await std::move(work);
  } catch (const QueryError& error) {
    co_return error.sqlstate();
  }
  co_return "";
}

Task<std::int64_t> counted(Database& database) {
  auto tx = Transaction::reading(database);
  co_return co_await tx.one(count).get();
}

class TransactionTest : public DatabaseTest {
 protected:
  std::string backends() const {
    return *ask(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
        "pg_backend_pid()");
  }
};

TEST_F(TransactionTest, EachFlushIsOneRoundTripHoweverManyStatements) {
  run([](Database& db) -> Task<> {
    co_await counted(db);
    const auto before = db.round_trips();
    Transaction tx{db};
    for (int i = 0; i < 50; ++i) tx.execute(add, std::to_string(i));
    const auto first = tx.one(count);
    EXPECT_EQ(co_await first.get(), 50);
    const auto second = tx.list(names);
    tx.execute(add, std::string("x"));
    co_await tx.commit();
    EXPECT_EQ(second.value().size(), 50U);
    EXPECT_EQ(tx.round_trips(), 2);
    // The first flush may also have opened the transaction's connection.
    EXPECT_LE(db.round_trips() - before, 3U);
    EXPECT_EQ(co_await counted(db), 51);
  });
}

TEST_F(TransactionTest, AValueThatIsThereCostsNothing) {
  run([](Database& db) -> Task<> {
    Transaction tx{db};
    const auto value = tx.one(divide, 5);
    EXPECT_EQ(co_await value.get(), 2);
    EXPECT_EQ(co_await value.get(), 2);
    EXPECT_EQ(value.value(), 2);
    EXPECT_EQ(tx.round_trips(), 1);
  });
}

TEST_F(TransactionTest, RowsAreOneMaybeOneOrMany) {
  run([](Database& db) -> Task<> {
    Transaction tx{db};
    const auto none = tx.optional(names);
    const auto empty = tx.list(names);
    const auto not_one = tx.one(names);
    const auto nothing = tx.execute(rename_query, std::string("a"), std::string("b"));
    tx.execute(add, std::string("a"));
    const auto some = tx.optional(names);
    const auto renamed = tx.execute(rename_query, std::string("a"), std::string("b"));
    co_await tx.commit();
    EXPECT_EQ(none.value(), std::nullopt);
    EXPECT_TRUE(empty.value().empty());
    EXPECT_THROW(not_one.value(), std::runtime_error);
    EXPECT_EQ(nothing.value(), 0);
    EXPECT_EQ(some.value(), "a");
    EXPECT_EQ(renamed.value(), 1);
  });
}

TEST_F(TransactionTest, AnErrorInTheMiddleEndsTheWholeAndNothingMore) {
  run([](Database& db) -> Task<> {
    const auto explicit_one = [](Database& database) -> Task<> {
      Transaction tx{database};
      tx.execute(add, std::string("first"));
      co_await tx.flush();
      tx.execute(add, std::string("second"));
      tx.one(divide, 0);
      tx.execute(add, std::string("third"));
      co_await tx.commit();
    };
    const auto implicit_one = [](Database& database) -> Task<> {
      Transaction tx{database};
      tx.execute(add, std::string("first"));
      tx.one(divide, 0);
      tx.execute(add, std::string("third"));
      co_await tx.commit();
    };
    for (int round = 0; round < 10; ++round) {
      EXPECT_EQ(co_await state_of(explicit_one(db)), "22012");
      EXPECT_EQ(co_await state_of(implicit_one(db)), "22012");
      EXPECT_EQ(co_await counted(db), 0);
    }
  });
}

TEST_F(TransactionTest, AStatementRefusedWhenItIsPreparedDoesNotSpoilItsConnection) {
  run([](Database& db) -> Task<> {
    const auto refused = [](Database& database) -> Task<> {
      Transaction tx{database};
      tx.one(add_flag, true);
      tx.execute(add, std::string("after"));
      co_await tx.commit();
    };
    for (int round = 0; round < 3; ++round)
      EXPECT_EQ(co_await state_of(refused(db)), "42883") << "a flag is no number";
    Transaction tx{db};
    tx.execute(add, std::string("fine"));
    co_await tx.commit();
    EXPECT_EQ(co_await counted(db), 1);
  });
}

TEST_F(TransactionTest, TypesThatDisagreeAreFoundBeforeTheyRun) {
  std::string found;
  for (const auto& problem : check_statements(server.conninfo())) found += problem + "\n";
  for (const auto* name : {"tx.add_flag", "tx.text_as_number", "tx.two_columns"})
    EXPECT_NE(found.find(name), std::string::npos) << name << " in\n" << found;
  for (const auto* name : {"tx.add:", "tx.count", "tx.divide", "tx.rename"})
    EXPECT_EQ(found.find(name), std::string::npos) << found;
  run([](Database& db) -> Task<> {
    auto tx = Transaction::reading(db);
    const auto number = tx.one(text_as_number);
    co_await tx.flush();
    EXPECT_THROW(number.value(), std::runtime_error);
  });
}

Task<> serializable_step(Database& database, std::string name, int& arrived) {
  Transaction tx{database};
  tx.execute(serializable);
  tx.one(count);
  co_await tx.flush();
  ++arrived;
  while (arrived < 2) co_await runtime::sleep_for(1ms);
  tx.execute(add, name);
  co_await tx.commit();
}

// Two that each lock what the other wants next.
Task<> cross(Database& database, std::string first, std::string second, int& arrived) {
  Transaction tx{database};
  tx.execute(rename_query, first, first);
  co_await tx.flush();
  ++arrived;
  while (arrived < 2) co_await runtime::sleep_for(1ms);
  tx.execute(rename_query, second, second);
  co_await tx.commit();
}

struct Outcomes {
  int done = 0;
  int retry = 0;
  int other = 0;

  auto note() {
    return [this](std::exception_ptr error) {
      ++done;
      try {
        if (error) std::rethrow_exception(error);
      } catch (const Unavailable& failure) {
        // A request that meets it is answered 503, not 500.
        EXPECT_NE(dynamic_cast<const Retry*>(&failure), nullptr) << failure.what();
        ++retry;
      } catch (...) {
        ++other;
      }
    };
  }
};

TEST_F(TransactionTest, TransactionsThatCannotBothCommitMayBeTriedAgain) {
  server.execute("INSERT INTO things VALUES ('p'), ('q')");
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Outcomes outcomes;
    int arrived = 0;
    boost::asio::co_spawn(executor, serializable_step(db, "a", arrived), outcomes.note());
    boost::asio::co_spawn(executor, serializable_step(db, "b", arrived), outcomes.note());
    while (outcomes.done < 2) co_await runtime::sleep_for(1ms);
    EXPECT_EQ(outcomes.retry, 1);
    EXPECT_EQ(co_await counted(db), 3);
    arrived = 0;
    boost::asio::co_spawn(executor, cross(db, "p", "q", arrived), outcomes.note());
    boost::asio::co_spawn(executor, cross(db, "q", "p", arrived), outcomes.note());
    while (outcomes.done < 4) co_await runtime::sleep_for(1ms);
    EXPECT_EQ(outcomes.retry, 2) << "a deadlock ends one of the two";
    EXPECT_EQ(outcomes.other, 0);
  });
}

Task<> wait_in_transaction(Database& database, double seconds) {
  Transaction tx{database};
  tx.execute(add, std::string("abandoned"));
  co_await tx.flush();
  tx.one(pause, seconds);
  co_await tx.flush();
  co_await tx.commit();
}

// The event loop ends under statements in flight: coroutines are destroyed where they wait.
TEST_F(TransactionTest, WhatIsDestroyedInFlightLeavesNothing) {
  for (int round = 0; round < 3; ++round) {
    boost::asio::io_context context(1);
    Database db(context.get_executor(), options());
    for (int i = 0; i < 8; ++i) {  // four run, four wait for a connection
      boost::asio::co_spawn(context,
                            connected(
                                db, [](Database& d) { return wait_in_transaction(d, 0.3); }, 5s),
                            boost::asio::detached);
    }
    context.run_for(250ms);
    EXPECT_GE(db.exclusive_connections(), 1);
  }
  for (int i = 0; i < 300 && backends() != "0"; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(backends(), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM things"), "0");
}

// An instance that hangs in the middle of a transaction must not keep its rows from the others.
TEST_F(TransactionTest, OneThatDoesNotGoOnLetsGoOfItsRows) {
  auto with = options();
  with.statement_timeout = 200ms;
  server.execute("INSERT INTO things VALUES ('held')");
  run(
      [](Database& db) -> Task<> {
        Transaction hanging{db};
        hanging.execute(rename_query, std::string("held"), std::string("mine"));
        co_await hanging.flush();
        co_await runtime::sleep_for(1s);
        Transaction other{db};
        const auto renamed = other.execute(rename_query, std::string("held"), std::string("yours"));
        co_await other.commit();
        EXPECT_EQ(renamed.value(), 1);
        EXPECT_TRUE(co_await throws<Unavailable>(hanging.commit()));
      },
      with);
  EXPECT_EQ(ask("SELECT name FROM things"), "yours");
}

// Callers that give up while they wait for a connection must not take it with them.
TEST_F(TransactionTest, WhoGivesUpWaitingLosesNoConnection) {
  auto with = options();
  with.max_exclusive_connections = 1;
  run(
      [](Database& db) -> Task<> {
        const auto executor = co_await boost::asio::this_coro::executor;
        for (int round = 0; round < 10; ++round) {
          int done = 0;
          const auto note = [&done](std::exception_ptr) { ++done; };
          boost::asio::co_spawn(executor, wait_in_transaction(db, 0.02), note);
          co_await runtime::sleep_for(5ms);
          boost::asio::cancellation_signal give_up;
          boost::asio::co_spawn(executor, wait_in_transaction(db, 0),
                                boost::asio::bind_cancellation_slot(give_up.slot(), note));
          co_await runtime::sleep_for(std::chrono::milliseconds{5 * (round % 5)});
          give_up.emit(boost::asio::cancellation_type::terminal);
          while (done < 2) co_await runtime::sleep_for(1ms);
        }
        Transaction tx{db};
        tx.execute(add, std::string("fine"));
        co_await tx.commit();
        EXPECT_EQ(db.exclusive_connections(), 1);
      },
      with);
}

TEST_F(TransactionTest, TooManyThatWaitAreRefusedAtOnceAndLateOnesInTime) {
  auto with = options();
  with.max_exclusive_connections = 1;
  with.max_waiting = 2;
  with.acquire_timeout = 100ms;
  run(
      [](Database& db) -> Task<> {
        const auto executor = co_await boost::asio::this_coro::executor;
        int done = 0;
        boost::asio::co_spawn(executor, wait_in_transaction(db, 0.4),
                              [&](std::exception_ptr) { ++done; });
        co_await runtime::sleep_for(50ms);
        int refused = 0;
        for (int i = 0; i < 5; ++i) {
          boost::asio::co_spawn(executor, wait_in_transaction(db, 0), [&](std::exception_ptr e) {
            ++done;
            if (e) ++refused;
          });
        }
        co_await runtime::sleep_for(20ms);
        EXPECT_EQ(refused, 3) << "two places to wait";
        while (done < 6) co_await runtime::sleep_for(1ms);
        EXPECT_EQ(refused, 5) << "and 100 ms are not enough";
        EXPECT_EQ(co_await counted(db), 1);
      },
      with);
}

Task<bool> is_unavailable(Task<> work) {
  try {
    co_await std::move(work);
  } catch (const Unavailable&) {
    co_return true;
  }
  co_return false;
}

TEST_F(TransactionTest, NothingIsSentAfterTheDeadlineAndWhatBeganIsRolledBack) {
  run([](Database& db) -> Task<> {
    {
      const telemetry::ActivityScope activity{
          {.deadline = std::chrono::steady_clock::now() + 100ms}};
      Transaction tx{db};
      tx.execute(add, std::string("late"));
      co_await tx.flush();
      co_await runtime::sleep_for(150ms);
      const auto before = db.round_trips();
      EXPECT_TRUE(co_await is_unavailable(tx.commit()));
      Transaction other{db};
      other.execute(add, std::string("later"));
      EXPECT_TRUE(co_await is_unavailable(other.commit()));
      auto reading = Transaction::reading(db);
      reading.one(count);
      EXPECT_TRUE(co_await is_unavailable(reading.flush()));
      EXPECT_EQ(db.round_trips(), before);
    }
    EXPECT_EQ(co_await counted(db), 0);
    Transaction tx{db};
    tx.execute(add, std::string("fine"));
    co_await tx.commit();
    EXPECT_EQ(co_await counted(db), 1) << "the connection is as good as before";
  });
}

TEST_F(TransactionTest, NobodyWaitsForAConnectionBeyondTheDeadline) {
  auto with = options();
  with.max_exclusive_connections = 1;
  run(
      [](Database& db) -> Task<> {
        const auto executor = co_await boost::asio::this_coro::executor;
        bool done = false;
        boost::asio::co_spawn(executor, wait_in_transaction(db, 1),
                              [&](std::exception_ptr) { done = true; });
        co_await runtime::sleep_for(50ms);
        const auto begun = std::chrono::steady_clock::now();
        {
          const telemetry::ActivityScope activity{{.deadline = begun + 100ms}};
          EXPECT_TRUE(co_await is_unavailable(wait_in_transaction(db, 0)));
        }
        EXPECT_FALSE(done);
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 800ms);
        while (!done) co_await runtime::sleep_for(1ms);
      },
      with);
}

}  // namespace
}  // namespace gatehouse::pg
