// Gathered transactions of several statements, executed over sets, and what they demand.
#include "gathered_kit.hpp"

namespace gatehouse::pg {
namespace {

const SetQuery<void(std::string)> add_each{
    {"demands.add_each", "INSERT INTO things (name) SELECT unnest($1::text[])"}};
const SetQuery<std::string(std::string, std::optional<std::string>)> rename_each{
    {"demands.rename_each",
     "UPDATE things t SET name = coalesce(g.new_name, t.name) "
     "FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g(name, new_name, ordinal) "
     "WHERE t.name = g.name RETURNING g.ordinal, t.name"}};
const SetQuery<std::int32_t(std::int32_t)> divide_each{
    {"demands.divide_each",
     "SELECT g.ordinal, 10 / g.by AS quotient FROM unnest($1::int4[]) WITH ORDINALITY AS g(by, "
     "ordinal)"}};

const SetQuery<void(std::string)> add_crookedly{
    {"demands.add_crookedly",
     "INSERT INTO things (name) SELECT unnest($1::text[]) RETURNING 1000::bigint AS ordinal"}};

using DemandsTest = DatabaseTest;

TEST_F(DemandsTest, OneExecutionAnswersEach) {
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

TEST_F(DemandsTest, ASetOfOneIsAsGoodAsAny) {
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
TEST_F(DemandsTest, WhoseDemandIsUnmetHasDoneNothingAndHoldsUpNobody) {
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

TEST_F(DemandsTest, ADemandHoldsInATransactionOfItsOwn) {
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
TEST_F(DemandsTest, OfOneKeyOneHasWhatIsThereOnce) {
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
TEST_F(DemandsTest, OneThatWaitsForALockWaitsAlone) {
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

TEST_F(DemandsTest, AnErrorAmongDemandsIsOfTheOneThatMadeIt) {
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

TEST_F(DemandsTest, RowsOfNobodyAreAnErrorOfAllAndAreNotAddedAgain) {
  run([](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto work = [&db](std::string name) -> Task<> {
      auto tx = Transaction::gathered(db, key_of(name));
      tx.execute(add_crookedly, name);
      co_await tx.commit();
    };
    int failed = 0;
    Outcome outcome;
    for (int i = 0; i < 10; ++i) {
      boost::asio::co_spawn(executor, work(std::to_string(i)), [&](std::exception_ptr error) {
        failed += error ? 1 : 0;
        outcome(nullptr);
      });
    }
    co_await all_done(outcome, 10);
    EXPECT_EQ(failed, 10);
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things"), "10");
}

Task<> rename_demanded(Database& database, std::string name) {
  auto tx = Transaction::gathered(database, key_of(name));
  tx.demand(tx.execute(rename_each, name, std::optional("new " + name)));
  co_await tx.commit();
}

TEST_F(DemandsTest, ALostConnectionFailsTheGroupWholeAndNoOther) {
  server.execute("INSERT INTO things SELECT to_char(n, 'FM000') FROM generate_series(0, 19) n");
  run([this](Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Transaction holder{db};
    holder.execute(rename_query, std::string("000"), std::string("000"));
    co_await holder.flush();
    // The first waits for the row, alone and so without a limit.
    Outcome lost;
    spawn(executor, rename_demanded(db, "000"), lost);
    co_await runtime::sleep_for(100ms);
    server.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'");
    co_await all_done(lost, 1);
    EXPECT_EQ(lost.unavailable, 1);
    Outcome others;
    for (int i = 1; i < 20; ++i)
      spawn(executor, rename_demanded(db, fmt::format("{:03}", i)), others);
    co_await all_done(others, 19);
    EXPECT_EQ(others.unavailable, 0);
    co_await holder.commit();
  });
  EXPECT_EQ(ask("SELECT count(*) FROM things WHERE name LIKE 'new%'"), "19");
}

// The event loop ends under groups that gather, are held and are committed.
TEST_F(DemandsTest, WhatIsDestroyedInFlightLeavesNothing) {
  for (int round = 0; round < 8; ++round) {
    server.execute(fmt::format(
        "INSERT INTO things SELECT 'd{} ' || to_char(n, 'FM000') FROM generate_series(0, 199) n",
        round));
    Outcome outcome;
    boost::asio::io_context context(1);
    Database db(context.get_executor(), options());
    const Work work = [&](Database& d) -> Task<> {
      const auto executor = co_await boost::asio::this_coro::executor;
      for (int i = 0; i < 200; ++i)
        spawn(executor, rename_demanded(d, fmt::format("d{} {:03}", round, i)), outcome);
    };
    boost::asio::co_spawn(context, connected(db, work, 5s), [](std::exception_ptr) {});
    context.run_for(std::chrono::milliseconds{5 + (3 * round)});
  }
}

}  // namespace
}  // namespace gatehouse::pg
