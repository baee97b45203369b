#include <gatehouse/platform/redis/address.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

namespace gatehouse::redis {
namespace {

Address parse(const std::string& url) { return parse_address(Secret{url}); }

TEST(RedisAddress, HasDefaults) {
  const auto address = parse("redis://cache.example");
  EXPECT_EQ(address.host, "cache.example");
  EXPECT_EQ(address.port, 6379);
  EXPECT_EQ(address.database, 0);
  EXPECT_TRUE(address.password.empty());
}

TEST(RedisAddress, CarriesUserPasswordPortAndDatabase) {
  const auto address = parse("redis://gate:p%40ss%2Fword@10.0.0.7:6380/3");
  EXPECT_EQ(address.host, "10.0.0.7");
  EXPECT_EQ(address.port, 6380);
  EXPECT_EQ(address.user, "gate");
  EXPECT_EQ(address.password.reveal(), "p@ss/word");
  EXPECT_EQ(address.database, 3);
  EXPECT_EQ(address.text(), "10.0.0.7:6380/3") << "the log never shows the password";
}

TEST(RedisAddress, TakesAPasswordWithoutAUserAndIpv6) {
  const auto address = parse("redis://:secret@[::1]:7000/");
  EXPECT_EQ(address.host, "::1");
  EXPECT_TRUE(address.user.empty());
  EXPECT_EQ(address.password.reveal(), "secret");
  EXPECT_EQ(address.text(), "[::1]:7000/0");
}

TEST(RedisAddress, TakesASocket) {
  const auto address = parse("unix://:secret@/run/redis/a%20b.sock?db=2");
  EXPECT_EQ(address.socket, "/run/redis/a b.sock");
  EXPECT_TRUE(address.host.empty());
  EXPECT_EQ(address.password.reveal(), "secret");
  EXPECT_EQ(address.database, 2);
}

TEST(RedisAddress, RefusesWhatItDoesNotUnderstandWithoutRepeatingIt) {
  for (const auto* url : {"",
                          "cache",
                          "http://h:1",
                          "rediss://:hunter2@h",
                          "redis://",
                          "redis:///3",
                          "redis://:hunter2@h/x",
                          "redis://h/1/2",
                          "redis://h/-1",
                          "redis://h:0",
                          "redis://h:70000",
                          "redis://h:1x",
                          "redis://h?db=1",
                          "redis://h#1",
                          "unix://",
                          "unix:///",
                          "unix://host/sock",
                          "unix:///s?db=x",
                          "unix:///s?database=1",
                          "redis://h/99999999999",
                          "redis://a b"}) {
    try {
      parse(url);
      ADD_FAILURE() << "accepted " << url;
    } catch (const std::runtime_error& error) {
      EXPECT_FALSE(std::string(error.what()).contains("hunter2"));
    }
  }
  EXPECT_THROW(parse("unix:///" + std::string(200, 's')), std::runtime_error);
}

}  // namespace
}  // namespace gatehouse::redis
