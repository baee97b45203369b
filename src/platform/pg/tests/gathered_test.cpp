#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

#include "database_fixture.hpp"

namespace gatehouse::pg {
namespace {

const Query<void(std::string)> add{{"gathered.add", "INSERT INTO things (name) VALUES ($1)"}};
const Query<void(std::string, std::string)> rename_query{
    {"gathered.rename", "UPDATE things SET name = $2 WHERE name = $1"}};

// Keys in the order of the names' first bytes.
Uuid key_of(std::string_view name) {
  Uuid key;
  std::ranges::copy(name.substr(0, key.bytes.size()), key.bytes.begin());
  return key;
}

Task<> insert(Database& database, std::string name) {
  auto tx = Transaction::gathered(database, key_of(name));
  const auto added = tx.execute(add, name);
  co_await tx.commit();
  EXPECT_EQ(added.value(), 1);
  EXPECT_EQ(tx.round_trips(), 1);
}

// The same over arrays.
const SetQuery<void(std::string)> add_each{
    {"gathered.add_each", "INSERT INTO things (name) SELECT unnest($1::text[])"}};
const SetQuery<std::string(std::string, std::optional<std::string>)> rename_each{
    {"gathered.rename_each",
     "UPDATE things t SET name = coalesce(g.new_name, t.name) "
     "FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g(name, new_name, ordinal) "
     "WHERE t.name = g.name RETURNING g.ordinal, t.name"}};
const SetQuery<std::int32_t(std::int32_t)> divide_each{
    {"gathered.divide_each",
     "SELECT g.ordinal, 10 / g.by AS quotient FROM unnest($1::int4[]) WITH ORDINALITY AS g(by, "
     "ordinal)"}};

Task<> rename(Database& database, std::string from, std::string to) {
  auto tx = Transaction::gathered(database, key_of(from));
  const auto renamed = tx.execute(rename_query, from, to);
  co_await tx.commit();
  EXPECT_EQ(renamed.value(), 1);
}

struct Outcome {
  int done = 0;
  int violations = 0;
  int unavailable = 0;
  int other = 0;

  void operator()(std::exception_ptr error) {
    ++done;
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const ConstraintViolation&) {
      ++violations;
    } catch (const Unavailable&) {
      ++unavailable;
    } catch (...) {
      ++other;
    }
  }
};

Task<> all_done(const Outcome& outcome, int expected) {
  for (int i = 0; i < 10'000 && outcome.done < expected; ++i) co_await runtime::sleep_for(1ms);
  EXPECT_EQ(outcome.done, expected);
  EXPECT_EQ(outcome.other, 0);
}

void spawn(boost::asio::any_io_executor executor, Task<> work, Outcome& outcome) {
  boost::asio::co_spawn(executor, std::move(work),
                        [&outcome](std::exception_ptr error) { outcome(error); });
}

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

TEST_F(GatheredTest, OneExecutionAnswersEach) {
  server.execute("INSERT INTO things SELECT to_char(n, 'FM000') FROM generate_series(0, 99) n");
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto work = [&db](std::string name, bool is_there) -> Task<> {
      auto tx = Transaction::gathered(db, key_of(name));
      const auto new_name = is_there ? std::optional("new " + name) : std::nullopt;
      const auto renamed = tx.optional(rename_each, name, new_name);
      const auto added = tx.execute(add_each, "beside " + name);
      const auto counted = tx.execute(rename_each, "beside " + name, std::nullopt);
      co_await tx.commit();
      EXPECT_EQ(renamed.value(), new_name);
      EXPECT_EQ(added.value(), 1);
      EXPECT_EQ(counted.value(), 1);
    };
    Outcome outcome;
    for (int i = 0; i < 150; ++i) spawn(executor, work(fmt::format("{:03}", i), i < 100), outcome);
    co_await all_done(outcome, 150);
    EXPECT_EQ(outcome.violations + outcome.unavailable, 0);
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things WHERE name LIKE 'new%'"), "100");
  EXPECT_EQ(ask("SELECT count(*) FROM things WHERE name LIKE 'beside%'"), "150");
}

TEST_F(GatheredTest, ASetOfOneIsAsGoodAsAny) {
  run([](Database& db) -> Task<> {
    Transaction tx{db};
    const auto added = tx.execute(add_each, std::string("one"));
    const auto again = tx.execute(add_each, std::string("two"));
    co_await tx.flush();
    EXPECT_EQ(added.value() + again.value(), 2);
    const auto renamed = tx.one(rename_each, std::string("one"), std::optional<std::string>("x"));
    const auto none = tx.execute(rename_each, std::string("none"), std::nullopt);
    co_await tx.commit();
    EXPECT_EQ(renamed.value(), "x");
    EXPECT_EQ(none.value(), 0);
    auto reads = Transaction::reading(db);
    const auto three = reads.one(divide_each, 3);
    const auto five = reads.one(divide_each, 5);
    co_await reads.flush();
    EXPECT_EQ(three.value(), 3);
    EXPECT_EQ(five.value(), 2);
  });
}

// Half of them demand what is not so; they learn it, and nothing of theirs takes place.
TEST_F(GatheredTest, WhoseDemandIsUnmetHasDoneNothingAndHoldsUpNobody) {
  server.execute("INSERT INTO things SELECT to_char(n, 'FM000') FROM generate_series(0, 199) n");
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    int unmet = 0;
    const auto work = [&](int i) -> Task<> {
      const auto name = fmt::format("{:03}", i);
      auto tx = Transaction::gathered(db, key_of(name));
      tx.execute(add_each, "beside " + name);
      const auto renamed =
          tx.execute(rename_each, i % 2 == 0 ? name : "none " + name, std::optional("new " + name));
      tx.demand(renamed);
      bool is_met = true;
      try {
        co_await tx.commit();
      } catch (const Unmet&) {
        is_met = false;
        ++unmet;
      }
      EXPECT_EQ(is_met, i % 2 == 0);
      EXPECT_EQ(renamed.value(), is_met ? 1 : 0);
    };
    Outcome outcome;
    for (int i = 0; i < 200; ++i) spawn(executor, work(i), outcome);
    co_await all_done(outcome, 200);
    EXPECT_EQ(unmet, 100);
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things WHERE name LIKE 'new%'"), "100");
  EXPECT_EQ(ask("SELECT count(*) FROM things WHERE name LIKE 'beside%'"), "100");
  const auto transactions =
      std::stoi(*ask("SELECT count(DISTINCT xmin::text) FROM things WHERE name LIKE 'new%'"));
  EXPECT_LE(transactions, 10);
}

TEST_F(GatheredTest, ADemandHoldsInATransactionOfItsOwn) {
  server.execute("INSERT INTO things VALUES ('there')");
  run([](Database& db) -> Task<> {
    for (const bool is_open : {false, true}) {
      Transaction tx{db};
      tx.execute(add, std::string("beside"));
      if (is_open) co_await tx.flush();
      const auto renamed = tx.execute(rename_query, std::string("none"), std::string("new"));
      tx.demand(renamed);
      EXPECT_TRUE(co_await throws<Unmet>(tx.commit()));
      EXPECT_EQ(renamed.value(), 0);
    }
    Transaction tx{db};
    tx.demand(tx.execute(rename_query, std::string("there"), std::string("beside")));
    co_await tx.commit();
  });
  EXPECT_EQ(ask("SELECT string_agg(name, ' ') FROM things"), "beside");
}

// One key, one row: the first has it, and the others learn that it is gone, however close they come.
TEST_F(GatheredTest, OfOneKeyOneHasWhatIsThereOnce) {
  server.execute("INSERT INTO things SELECT 'once ' || n FROM generate_series(0, 9) n");
  run([&](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Database other(executor, options());
    while (!other.is_connected()) co_await runtime::sleep_for(1ms);
    int met = 0;
    const auto work = [&met](Database& database, std::string name) -> Task<> {
      auto tx = Transaction::gathered(database, key_of(name));
      tx.demand(tx.execute(rename_each, name, std::optional("used " + name)));
      co_await tx.commit();
      ++met;
    };
    Outcome outcome;
    for (int i = 0; i < 500; ++i)
      spawn(executor, work(i % 2 == 0 ? db : other, fmt::format("once {}", i / 2 % 10)), outcome);
    co_await all_done(outcome, 500);
    EXPECT_EQ(met, 10);
    EXPECT_EQ(outcome.unavailable, 490);
  });
}

// A group does not wait for a row for long: who wants it waits alone, and the others go on.
TEST_F(GatheredTest, OneThatWaitsForALockWaitsAlone) {
  server.execute("INSERT INTO things VALUES ('held'), ('free 0'), ('free 1'), ('free 2')");
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Transaction holder{db};
    holder.execute(rename_query, std::string("held"), std::string("held"));
    co_await holder.flush();
    const auto work = [&db](std::string name) -> Task<> {
      auto tx = Transaction::gathered(db, key_of(name));
      tx.demand(tx.execute(rename_each, name, std::optional("new " + name)));
      co_await tx.commit();
    };
    Outcome waiting;
    Outcome free;
    spawn(executor, work("held"), waiting);
    for (int i = 0; i < 3; ++i) spawn(executor, work(fmt::format("free {}", i)), free);
    co_await all_done(free, 3);
    EXPECT_EQ(waiting.done, 0);
    co_await holder.commit();
    co_await all_done(waiting, 1);
    EXPECT_EQ(free.unavailable + waiting.unavailable, 0);
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things WHERE name LIKE 'new%'"), "4");
}

TEST_F(GatheredTest, AnErrorAmongDemandsIsOfTheOneThatMadeIt) {
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    int refused = 0;
    const auto work = [&](int i) -> Task<> {
      auto tx = Transaction::gathered(db, key_of(fmt::format("{:03}", i)));
      tx.demand(tx.execute(add_each, std::to_string(i)));
      tx.one(divide_each, i % 10);
      try {
        co_await tx.commit();
      } catch (const QueryError& error) {
        EXPECT_EQ(error.sqlstate(), "22012");
        ++refused;
      }
    };
    Outcome outcome;
    for (int i = 0; i < 50; ++i) spawn(executor, work(i), outcome);
    co_await all_done(outcome, 50);
    EXPECT_EQ(refused, 5);
    EXPECT_EQ(outcome.unavailable, 0);
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things"), "45");
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
