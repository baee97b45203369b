// A queue on a real database, and a sender that does what the test says.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <gatehouse/flows/delivery.hpp>
#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;
using enum records::DeliveryChannel;

/// Sends nothing; notes what it was given and answers as told.
class ScriptedSender final : public Sender {
 public:
  using Script = std::function<Task<SendResult>(const OutgoingMessage&)>;
  explicit ScriptedSender(Script script = nullptr) : script_(std::move(script)) {}

  Task<SendResult> send(const OutgoingMessage& message) override {
    given.push_back(message);
    if (!script_) co_return SendResult{};
    auto result = co_await script_(message);
    ++finished;
    co_return result;
  }
  int times(const DeliveryId& id) const {
    return static_cast<int>(
        std::ranges::count_if(given, [&](const auto& message) { return message.id == id; }));
  }

  std::vector<OutgoingMessage> given;
  int finished = 0;

 private:
  Script script_;
};

class DeliveryTest : public testing::Test {
 protected:
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  Task<std::shared_ptr<Delivery>> instance(pg::Database& db, std::shared_ptr<Sender> sender,
                                           DeliveryRules rules = {}) {
    co_return std::make_shared<Delivery>(
        co_await boost::asio::this_coro::executor,
        Delivery::Tools{db, ring, std::move(sender), clock, metrics}, rules);
  }

  /// Queues messages that live for an hour.
  Task<> queue(pg::Database& db, int count, records::DeliveryChannel channel = email,
               std::string name = "registration_code") {
    pg::Transaction tx{db};
    for (int i = 0; i < count; ++i) {
      services::Notify{tx, ring}.queue({.name = name,
                                        .channel = channel,
                                        .recipient = "rahim@example.com",
                                        .locale = "en",
                                        .values = {{"code", "123456"}},
                                        .lifetime = 3600s},
                                       clock.now());
    }
    co_await tx.commit();
  }

  /// Rounds until nothing is due and nothing is being sent.
  static Task<> work_off(Delivery& delivery) {
    while (co_await delivery.run_once() || delivery.in_flight() > 0)
      co_await runtime::sleep_for(2ms);
  }
  /// False when it does not become true within ten seconds.
  static Task<bool> becomes(std::function<bool()> holds) {
    for (int i = 0; i < 5000 && !holds(); ++i) co_await runtime::sleep_for(2ms);
    co_return holds();
  }

  std::string ask(const std::string& sql) const { return server.value(sql).value_or(""); }
  std::string count(const std::string& condition) const {
    return ask("SELECT count(*) FROM deliveries WHERE " + condition);
  }
  /// Seconds from now to the next try of the only message.
  int next_try() const {
    return std::stoi(
        server
            .value("SELECT round(extract(epoch FROM next_attempt_at - $1)) FROM deliveries",
                   {format_rfc3339(clock.now())})
            .value_or("-1"));
  }

  test::Database server = test::fresh();
  crypto::KeyRing ring{
      std::vector<crypto::KeyEncryptionKey>{{"test", Secret{std::string(32, 'k')}}}};
  ManualClock clock;
  telemetry::Metrics metrics;
};

}  // namespace gatehouse::flows
