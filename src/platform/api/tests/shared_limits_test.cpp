#include <gatehouse/platform/api/shared_limits.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include <gatehouse/test/redis.hpp>

namespace gatehouse::api {
namespace {

using namespace std::chrono_literals;

// One instance of the service, as far as limits go.
struct Instance {
  explicit Instance(boost::asio::io_context& context_, const test::RedisServer& server,
                    std::chrono::milliseconds timeout = 5s)
      : context(context_),
        redis(context.get_executor(), {.address = {.host = "127.0.0.1", .port = server.port()},
                                       .timeout = timeout,
                                       .on_change = {}}) {}

  std::chrono::microseconds take(const std::string& key, Limit limit) {
    std::optional<std::chrono::microseconds> wait;
    boost::asio::co_spawn(context, limiter.take(key, limit),
                          [&](const std::exception_ptr& error, std::chrono::microseconds got) {
                            if (error) std::rethrow_exception(error);
                            wait = got;
                          });
    until([&] { return wait.has_value(); });
    return *wait;
  }
  redis::Reply ask(std::vector<std::string> arguments) {
    std::optional<redis::Reply> reply;
    boost::asio::co_spawn(context, redis.command(std::move(arguments)),
                          [&](const std::exception_ptr& error, redis::Reply got) {
                            if (error) std::rethrow_exception(error);
                            reply = std::move(got);
                          });
    until([&] { return reply.has_value(); });
    return *reply;
  }
  template <class Condition>
  void until(Condition holds) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!holds()) {
      context.run_one_for(10ms);
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("it did not happen");
    }
  }
  void connect() {
    until([&] { return redis.is_connected(); });
  }
  int granted(int tries, const std::string& key, Limit limit) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += take(key, limit) == 0us ? 1 : 0;
    return count;
  }

  boost::asio::io_context& context;
  ManualClock clock;
  LocalRateLimiter local{clock};
  redis::Client redis;
  int fallbacks = 0;
  SharedRateLimiter limiter{
      redis, local, {.key = Secret{"the same on each"}, .on_fallback = [this] { ++fallbacks; }}};
};

class SharedLimits : public testing::Test {
 protected:
  test::RedisServer server;
  boost::asio::io_context context{1};
};

// A window so long that no token comes back during a test.
constexpr auto ten_an_hour = per_address(10, 3600s);

TEST_F(SharedLimits, AreOneForTwoInstances) {
  Instance first(context, server);
  Instance second(context, server);
  first.connect();
  second.connect();
  EXPECT_EQ(first.granted(6, "a", ten_an_hour), 6);
  EXPECT_EQ(second.granted(6, "a", ten_an_hour), 4);
  EXPECT_EQ(first.granted(5, "a", ten_an_hour), 0);
  EXPECT_EQ(second.granted(1, "b", ten_an_hour), 1) << "another bucket";
  const auto wait = second.take("a", ten_an_hour);
  EXPECT_GT(wait, 300s);
  EXPECT_LE(wait, 360s) << "the time of one token";
  EXPECT_EQ(first.fallbacks + second.fallbacks, 0);
}

TEST_F(SharedLimits, GiveATokenBackInItsTime) {
  Instance instance(context, server);
  instance.connect();
  const auto limit = per_address(4, 2s);
  EXPECT_EQ(instance.granted(4, "a", limit), 4);
  auto wait = instance.take("a", limit);
  EXPECT_GT(wait, 0us);
  EXPECT_LE(wait, 500ms);
  boost::asio::steady_timer timer(context, wait + 1ms);
  bool passed = false;
  timer.async_wait([&](boost::system::error_code) { passed = true; });
  instance.until([&] { return passed; });
  EXPECT_EQ(instance.take("a", limit), 0us) << "a refused request took nothing";
}

TEST_F(SharedLimits, CostOneRoundTripAndLeaveNoNamesAndNothingBehind) {
  Instance instance(context, server);
  instance.connect();
  instance.take("endSession|a|192.0.2.1", ten_an_hour);
  instance.ask({"CONFIG", "RESETSTAT"});
  instance.take("endSession|a|192.0.2.1", ten_an_hour);
  EXPECT_TRUE(instance.ask({"INFO", "commandstats"}).text.contains("cmdstat_evalsha:calls=1"));
  const auto keys = instance.ask({"KEYS", "*"});
  ASSERT_EQ(keys.items.size(), 1U);
  const auto key = keys.items.front().text;
  EXPECT_TRUE(key.starts_with("gatehouse:limit:"));
  EXPECT_FALSE(key.contains("192")) << key;
  const auto left = instance.ask({"PTTL", key}).integer;
  EXPECT_GT(left, 0);
  EXPECT_LE(left, 720'000) << "two tokens of six minutes each";
}

TEST_F(SharedLimits, SurviveWhatOthersWriteUnderTheirKey) {
  Instance instance(context, server);
  instance.connect();
  instance.take("a", ten_an_hour);
  const auto key = instance.ask({"KEYS", "*"}).items.at(0).text;
  instance.ask({"SET", key, "99999999999999999"});
  const auto wait = instance.take("a", ten_an_hour);
  EXPECT_GT(wait, 0us);
  EXPECT_LE(wait, 360s) << "a moment far ahead cannot shut anybody out for longer than a token";
  instance.ask({"DEL", key});
  instance.ask({"LPUSH", key, "x"});
  EXPECT_EQ(instance.take("a", ten_an_hour), 0us);
  EXPECT_EQ(instance.fallbacks, 1) << "an error is no answer";
}

TEST_F(SharedLimits, AreLocalWhileRedisIsGoneAndSharedAgainAfterwards) {
  Instance first(context, server);
  Instance second(context, server);
  first.connect();
  second.connect();
  EXPECT_EQ(first.granted(4, "a", ten_an_hour), 4);
  server.stop();
  EXPECT_EQ(first.granted(20, "a", ten_an_hour), 6) << "what Redis granted here is remembered here";
  EXPECT_EQ(first.fallbacks, 20);
  EXPECT_EQ(second.granted(20, "a", ten_an_hour), 10);
  server.start();
  first.connect();
  second.connect();
  EXPECT_EQ(first.granted(6, "b", ten_an_hour) + second.granted(6, "b", ten_an_hour), 10);
  EXPECT_EQ(first.fallbacks, 20);
}

TEST_F(SharedLimits, DoNotWaitForARedisThatStandsStill) {
  Instance instance(context, server, 50ms);
  instance.connect();
  server.pause();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(instance.granted(1000, "a", ten_an_hour), 10);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1s) << "only the first waits";
  EXPECT_EQ(instance.fallbacks, 1000);
  server.resume();
  instance.connect();
  EXPECT_EQ(instance.take("b", ten_an_hour), 0us);
}

}  // namespace
}  // namespace gatehouse::api
