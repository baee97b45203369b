#include <gatehouse/test/redis.hpp>

#include <charconv>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

config::Settings settings_for(const test::RedisServer& server) {
  config::Settings settings;
  settings.redis.url = Secret{"redis://127.0.0.1:" + std::to_string(server.port()) + "/1"};
  settings.redis.timeout = 2000ms;
  // Both instances have the key under which Redis knows addresses.
  settings.keys.encryption_keys = {"test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="};
  return settings;
}

// The value of a series without labels; -1 when there is none.
double metric(const test::Service& service, const std::string& name) {
  const auto text = service.get("/metrics").content;
  const auto start = text.find("\n" + name + " ");
  if (start == std::string::npos) return -1;
  double value = -1;
  const auto* from = text.data() + start + name.size() + 2;
  std::from_chars(from, text.data() + text.size(), value);
  return value;
}

bool becomes(const test::Service& service, const std::string& name, double value) {
  for (int i = 0; i < 1000; ++i) {
    if (metric(service, name) == value) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

// Registrations are limited to 30 a minute and address; these are refused only after they were counted.
int granted(const test::Service& service, int tries, const std::string& from) {
  int count = 0;
  for (int i = 0; i < tries; ++i) {
    const auto answer = service.send("POST", "/v1/registrations", "{}", {.from = from});
    if (answer.status == 429) {
      EXPECT_EQ(answer.code(), "rate_limited");
      EXPECT_FALSE(answer.header("Retry-After").empty());
    } else {
      EXPECT_EQ(answer.status, 422);
      ++count;
    }
  }
  return count;
}

TEST(SharedRateLimits, HoldOverTwoInstancesAndOutliveRedis) {
  test::RedisServer server;
  test::Service first(settings_for(server));
  test::Service second(settings_for(server));
  ASSERT_TRUE(becomes(first, "gatehouse_redis_up", 1));
  ASSERT_TRUE(becomes(second, "gatehouse_redis_up", 1));

  // A token comes back every two seconds.
  const auto start = std::chrono::steady_clock::now();
  const int together = granted(first, 20, "192.0.2.1") + granted(second, 40, "192.0.2.1");
  const auto returned = (std::chrono::steady_clock::now() - start) / 2s + 1;
  EXPECT_GE(together, 30);
  EXPECT_LE(together, 30 + returned);
  EXPECT_EQ(metric(first, "gatehouse_redis_fallbacks_total"), 0);

  server.stop();
  EXPECT_TRUE(becomes(first, "gatehouse_redis_up", 0));
  EXPECT_TRUE(becomes(second, "gatehouse_redis_up", 0));
  EXPECT_EQ(granted(first, 40, "192.0.2.2"), 30) << "its own limit, by its own clock";
  EXPECT_EQ(granted(second, 40, "192.0.2.2"), 30);
  EXPECT_EQ(metric(first, "gatehouse_redis_fallbacks_total"), 70)
      << "forty by address, and the thirty granted by network";
  EXPECT_EQ(first.get("/readyz").status, 200) << "a cache is not needed to serve";
  EXPECT_EQ(first.sign_up("rahim@example.com", "correct horse battery staple 9").status, 201);

  server.start();
  EXPECT_TRUE(becomes(first, "gatehouse_redis_up", 1));
  EXPECT_TRUE(becomes(second, "gatehouse_redis_up", 1));
  const int again = granted(first, 20, "192.0.2.3") + granted(second, 40, "192.0.2.3");
  EXPECT_LT(again, 40);
}

TEST(SharedRateLimits, ServeWithoutARedisFromTheStart) {
  test::RedisServer server;
  auto settings = settings_for(server);
  server.stop();
  const test::Service service(settings);
  EXPECT_EQ(service.get("/readyz").status, 200);
  EXPECT_TRUE(becomes(service, "gatehouse_redis_up", 0));
  EXPECT_EQ(granted(service, 40, "192.0.2.1"), 30);
}

TEST(SharedRateLimits, AreNotMentionedWithoutRedis) {
  const test::Service service;
  EXPECT_EQ(metric(service, "gatehouse_redis_up"), -1);
  EXPECT_EQ(metric(service, "gatehouse_redis_fallbacks_total"), -1);
}

}  // namespace
}  // namespace gatehouse
