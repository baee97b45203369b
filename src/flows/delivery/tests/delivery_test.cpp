#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "fixture.hpp"

namespace gatehouse::flows {
namespace {

Task<SendResult> sent_after(std::chrono::milliseconds time) {
  co_await runtime::sleep_for(time);
  co_return SendResult{};
}

TEST_F(DeliveryTest, HandsOverWhatWasQueuedAndWipesItsValues) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    const auto sender = std::make_shared<ScriptedSender>();
    co_await work_off(*co_await instance(db, sender));
    EXPECT_EQ(sender->given.size(), 1U);
    const auto& message = sender->given.at(0);
    EXPECT_EQ(message.channel, email);
    EXPECT_EQ(message.to, "rahim@example.com");
    EXPECT_EQ(message.name, "registration_code");
    EXPECT_EQ(message.values.at("code").as_string(), "123456");
    EXPECT_EQ(count("status = 'sent' AND payload IS NULL AND leased_until IS NULL"), "1");
  });
}

TEST_F(DeliveryTest, TwoInstancesSendEachMessageOnce) {
  run([this](pg::Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    pg::Database other(executor, {.conninfo = server.conninfo()});
    co_await queue(db, 150);
    co_await queue(db, 150, sms);
    const auto script = [](const OutgoingMessage&) { return sent_after(3ms); };
    const auto first = std::make_shared<ScriptedSender>(script);
    const auto second = std::make_shared<ScriptedSender>(script);
    const auto one = co_await instance(db, first);
    const auto two = co_await instance(other, second);
    int working = 1;
    boost::asio::co_spawn(executor, work_off(*two), [&](const std::exception_ptr&) { --working; });
    co_await work_off(*one);
    EXPECT_TRUE(co_await becomes([&] { return working == 0; }));
    std::set<DeliveryId> ids;
    for (const auto& sender : {first, second}) {
      EXPECT_GT(sender->given.size(), 30U) << "both share the work";
      for (const auto& message : sender->given) ids.insert(message.id);
    }
    EXPECT_EQ(first->given.size() + second->given.size(), 300U);
    EXPECT_EQ(ids.size(), 300U);
    EXPECT_EQ(count("status = 'sent' AND attempts = 1"), "300");
  });
}

TEST_F(DeliveryTest, ClaimsNoMoreThanItHasPlacesFor) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 10);
    bool is_open = false;
    const auto sender =
        std::make_shared<ScriptedSender>([&](const OutgoingMessage&) -> Task<SendResult> {
          while (!is_open) co_await runtime::sleep_for(1ms);
          co_return SendResult{};
        });
    const auto one = co_await instance(db, sender, {.places = 4});
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(co_await one->run_once()) << "there is more";
    EXPECT_EQ(one->in_flight(), 4);
    EXPECT_EQ(sender->given.size(), 4U);
    EXPECT_EQ(count("leased_until IS NOT NULL"), "4");
    // The others are not lost in the queue of an instance that is stuck.
    const auto quick = std::make_shared<ScriptedSender>();
    co_await work_off(*co_await instance(db, quick));
    EXPECT_EQ(quick->given.size(), 6U);
    is_open = true;
    co_await work_off(*one);
    EXPECT_EQ(count("status = 'sent'"), "10");
  });
}

TEST_F(DeliveryTest, AFreePlaceIsTakenAtOnce) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 100);
    const auto sender =
        std::make_shared<ScriptedSender>([](const OutgoingMessage&) { return sent_after(10ms); });
    const auto one = co_await instance(db, sender, {.places = 4});
    const auto begun = std::chrono::steady_clock::now();
    co_await work_off(*one);
    EXPECT_EQ(sender->finished, 100);
    // With a fixed pause of 200 ms after each four it would take five seconds.
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
  });
}

TEST_F(DeliveryTest, AChannelThatIsStuckStopsNoOther) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 40);
    bool is_open = false;
    const auto sender =
        std::make_shared<ScriptedSender>([&](const OutgoingMessage& message) -> Task<SendResult> {
          while (message.channel == email && !is_open) co_await runtime::sleep_for(1ms);
          co_return SendResult{};
        });
    const auto one = co_await instance(db, sender);
    for (int i = 0; i < 3; ++i) co_await one->run_once();
    EXPECT_EQ(one->in_flight(), 16);
    co_await queue(db, 40, sms);
    const auto begun = std::chrono::steady_clock::now();
    while (count("channel = 'sms' AND status = 'sent'") != "40" &&
           std::chrono::steady_clock::now() - begun < 10s) {
      co_await one->run_once();
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
    EXPECT_EQ(sender->finished, 40);
    is_open = true;
    co_await work_off(*one);
    EXPECT_EQ(count("status = 'sent'"), "80");
  });
}

TEST_F(DeliveryTest, AnotherInstanceTakesOverWhenTheLeaseIsOverAndNotBefore) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 1);
    std::optional<SendResult> late;
    const auto stuck =
        std::make_shared<ScriptedSender>([&](const OutgoingMessage&) -> Task<SendResult> {
          while (!late) co_await runtime::sleep_for(1ms);
          co_return *late;
        });
    const auto one = co_await instance(db, stuck);
    co_await one->run_once();
    EXPECT_TRUE(co_await becomes([&] { return stuck->given.size() == 1; }));

    const auto busy =
        std::make_shared<ScriptedSender>([](const OutgoingMessage&) -> Task<SendResult> {
          co_return SendResult{SendOutcome::temporary_failure, "busy"};
        });
    const auto two = co_await instance(db, busy);
    clock.advance(119s);
    co_await work_off(*two);
    EXPECT_TRUE(busy->given.empty());
    clock.advance(1s);
    co_await work_off(*two);
    EXPECT_EQ(busy->given.size(), 1U);
    EXPECT_EQ(busy->given.at(0).id, stuck->given.at(0).id) << "receivers can drop the second one";
    // What the first one says now is not asked for any more.
    late = SendResult{SendOutcome::permanent_failure, "late"};
    co_await work_off(*one);
    EXPECT_EQ(count("status = 'pending' AND attempts = 2 AND last_error = 'busy'"), "1");
  });
}

TEST_F(DeliveryTest, StopBeginsNothingMoreAndGivesBackWhatIsNotBegun) {
  run([this](pg::Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    co_await queue(db, 5);
    const auto sender = std::make_shared<ScriptedSender>();
    const auto one = co_await instance(db, sender);
    bool is_over = false;
    boost::asio::co_spawn(executor, one->run_once(),
                          [&](const std::exception_ptr&, bool) { is_over = true; });
    // The claim is on its way to the database now.
    co_await boost::asio::post(executor, boost::asio::use_awaitable);
    EXPECT_FALSE(is_over);
    one->stop(1s);
    EXPECT_TRUE(co_await becomes([&] { return is_over; }));
    EXPECT_TRUE(sender->given.empty());
    EXPECT_EQ(count("status = 'pending' AND attempts = 0 AND leased_until IS NULL"), "5");
    EXPECT_FALSE(co_await one->run_once());
    EXPECT_TRUE(sender->given.empty());
    co_await work_off(*co_await instance(db, sender));
    EXPECT_EQ(sender->given.size(), 5U);
  });
}

TEST_F(DeliveryTest, WhatIsBeingSentAtAStopIsFinishedOrBrokenOff) {
  run([this](pg::Database& db) -> Task<> {
    co_await queue(db, 2, email, "quick");
    co_await queue(db, 3, email, "slow");
    const auto sender = std::make_shared<ScriptedSender>([](const OutgoingMessage& message) {
      return sent_after(message.name == "slow" ? 1h : 300ms);
    });
    const auto one = co_await instance(db, sender);
    co_await one->run_once();
    EXPECT_TRUE(co_await becomes([&] { return sender->given.size() == 5; }));
    const auto begun = std::chrono::steady_clock::now();
    one->stop(1s);
    EXPECT_TRUE(co_await becomes([&] { return one->in_flight() == 0; }));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
    EXPECT_EQ(count("status = 'sent' AND message = 'quick'"), "2");
    EXPECT_EQ(
        count("status = 'pending' AND message = 'slow' AND attempts = 1 AND leased_until IS NULL "
              "AND last_error LIKE '%stopped%'"),
        "3");
  });
}

}  // namespace
}  // namespace gatehouse::flows
