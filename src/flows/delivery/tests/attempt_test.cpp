#include <stdexcept>

#include "fixture.hpp"

namespace gatehouse::flows {
namespace {

Task<SendResult> fails(SendOutcome outcome, std::string error) {
  co_return SendResult{outcome, std::move(error)};
}

TEST_F(DeliveryTest, WaitsGrowAndAfterTenTriesItIsDead) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    const auto sender = std::make_shared<ScriptedSender>(
        [](const OutgoingMessage&) { return fails(SendOutcome::temporary_failure, "smtp 451"); });
    const auto one = co_await instance(db, sender);
    server.execute("UPDATE deliveries SET expires_at = now() + interval '9 days'");
    for (int base = 5, i = 1; i < 10; base *= 2, ++i) {
      co_await work_off(*one);
      EXPECT_EQ(sender->given.size(), static_cast<std::size_t>(i));
      EXPECT_EQ(count("status = 'pending' AND last_error = 'smtp 451'"), "1");
      const int wait = next_try();
      EXPECT_GE(wait, base);
      EXPECT_LE(wait, base + base / 4 + 1);
      clock.advance(std::chrono::seconds{wait - 1});
      co_await work_off(*one);
      EXPECT_EQ(sender->given.size(), static_cast<std::size_t>(i)) << "too early";
      clock.advance(2s);
    }
    co_await work_off(*one);
    EXPECT_EQ(count("status = 'dead' AND attempts = 10 AND payload IS NULL"), "1");
    clock.advance(48h);
    co_await work_off(*one);
    EXPECT_EQ(sender->given.size(), 10U);
    for (const auto& message : sender->given) EXPECT_EQ(message.id, sender->given.at(0).id);
  });
}

TEST_F(DeliveryTest, IsSentByALaterTry) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    int tries = 0;
    const auto sender = std::make_shared<ScriptedSender>([&](const OutgoingMessage&) {
      return fails(++tries < 3 ? SendOutcome::temporary_failure : SendOutcome::sent, "");
    });
    const auto one = co_await instance(db, sender);
    for (int i = 0; i < 5; ++i) {
      co_await work_off(*one);
      clock.advance(1min);
    }
    EXPECT_EQ(sender->given.size(), 3U);
    EXPECT_EQ(count("status = 'sent' AND attempts = 3 AND last_error IS NULL"), "1");
  });
}

TEST_F(DeliveryTest, APermanentFailureIsDeadAtOnce) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    const auto sender = std::make_shared<ScriptedSender>(
        [](const OutgoingMessage&) { return fails(SendOutcome::permanent_failure, "smtp 550"); });
    const auto one = co_await instance(db, sender);
    co_await work_off(*one);
    EXPECT_EQ(
        count("status = 'dead' AND attempts = 1 AND last_error = 'smtp 550' AND payload IS NULL"),
        "1");
    clock.advance(48h);
    co_await work_off(*one);
    EXPECT_EQ(sender->given.size(), 1U);
  });
}

TEST_F(DeliveryTest, WhatHasExpiredIsNotSent) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    clock.advance(3600s);
    const auto sender = std::make_shared<ScriptedSender>();
    co_await work_off(*co_await instance(db, sender));
    EXPECT_TRUE(sender->given.empty());
    EXPECT_EQ(count("status = 'dead' AND last_error LIKE 'expired%' AND payload IS NULL"), "1");
  });
}

TEST_F(DeliveryTest, AMessageThatCannotBePutIntoWordsFailsAlone) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 8, email, "poison");
    co_await queue(db, 20);
    server.execute(
        "UPDATE deliveries SET payload = '\\x00' WHERE id = (SELECT min(id::text)::uuid FROM "
        "deliveries "
        "WHERE message = 'registration_code')");
    const auto sender =
        std::make_shared<ScriptedSender>([](const OutgoingMessage& message) -> Task<SendResult> {
          if (message.name == "poison") throw std::invalid_argument("no message 'poison'");
          co_return SendResult{};
        });
    const auto one = co_await instance(db, sender, {.places = 4});
    co_await work_off(*one);
    EXPECT_EQ(count("status = 'sent'"), "19");
    // Another version of the program may know the template, and another instance the key.
    EXPECT_EQ(
        count("status = 'pending' AND message = 'poison' AND attempts = 1 AND leased_until IS "
              "NULL AND last_error = 'no message ''poison'''"),
        "8");
    EXPECT_EQ(count("status = 'pending' AND last_error LIKE '%cannot be opened%'"), "1");
    server.execute("UPDATE deliveries SET expires_at = now() + interval '9 days'");
    for (int i = 0; i < 10; ++i) {
      clock.advance(2h);
      co_await work_off(*one);
    }
    EXPECT_EQ(count("status = 'dead' AND attempts = 10"), "9");
  });
}

TEST_F(DeliveryTest, AMessageThatKillsWhoeverSendsItIsGivenUp) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    // Ten processes have died with it.
    server.execute("UPDATE deliveries SET attempts = 10");
    const auto sender = std::make_shared<ScriptedSender>();
    co_await work_off(*co_await instance(db, sender));
    EXPECT_TRUE(sender->given.empty());
    EXPECT_EQ(count("status = 'dead'"), "1");
  });
}

TEST_F(DeliveryTest, ATryThatTakesTooLongIsBrokenOff) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    const auto sender =
        std::make_shared<ScriptedSender>([](const OutgoingMessage&) -> Task<SendResult> {
          co_await runtime::sleep_for(1h);
          co_return SendResult{};
        });
    const auto one = co_await instance(db, sender, {.longest_try = 200ms});
    co_await work_off(*one);
    EXPECT_EQ(sender->given.size(), 1U);
    EXPECT_EQ(sender->finished, 0);
    EXPECT_EQ(count("status = 'pending' AND leased_until IS NULL AND last_error LIKE '%too long%'"),
              "1");
  });
}

TEST_F(DeliveryTest, WhatHasLeftIsMarkedWhenTheDatabaseIsBackAndNotSentTwice) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    const auto sender =
        std::make_shared<ScriptedSender>([this](const OutgoingMessage&) -> Task<SendResult> {
          server.execute("ALTER TABLE deliveries RENAME TO away");
          co_return SendResult{};
        });
    const auto one = co_await instance(db, sender);
    co_await one->run_once();
    EXPECT_TRUE(co_await becomes([&] { return sender->given.size() == 1; }));
    co_await runtime::sleep_for(700ms);
    EXPECT_EQ(one->in_flight(), 1);
    server.execute("ALTER TABLE away RENAME TO deliveries");
    EXPECT_TRUE(co_await becomes([&] { return one->in_flight() == 0; }));
    EXPECT_EQ(count("status = 'sent' AND attempts = 1"), "1");
    clock.advance(5min);
    co_await work_off(*one);
    EXPECT_EQ(sender->given.size(), 1U);
  });
}

}  // namespace
}  // namespace gatehouse::flows
