#include <gtest/gtest.h>

#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

TEST(SignIn, RefusesWrongPasswordsAndUnknownNamesAlike) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  auto wrong = service.sign_in("rahim@example.com", "something else entirely");
  auto unknown = service.sign_in("karim@example.com", "something else entirely");
  EXPECT_EQ(wrong.status, 401);
  wrong.body.as_object().erase("request_id");
  unknown.body.as_object().erase("request_id");
  EXPECT_EQ(wrong.body, unknown.body);
}

TEST(SignIn, IsThrottledByNetworkAndSparesAKnownDevice) {
  test::Service service;
  const auto signed_up = service.sign_up("rahim@example.com", password);
  const std::string attacker = "203.0.113.5";
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(service.sign_in("rahim@example.com", "wrong wrong wrong", attacker).status, 401);
  const auto blocked = service.sign_in("rahim@example.com", password, attacker);
  EXPECT_EQ(blocked.status, 429);
  EXPECT_FALSE(blocked.header("Retry-After").empty());
  EXPECT_EQ(service.sign_in("rahim@example.com", password, "198.51.100.7").status, 200)
      << "another network";
  const auto device = R"({"identifier":"rahim@example.com","password":")" + std::string(password) +
                      R"(","device_token":")" + signed_up.text("/device_token") + "\"}";
  EXPECT_EQ(service.send("POST", "/v1/sign-ins", device, {.from = attacker}).status, 200)
      << "the owner's device";
  service.clock.advance(2s);
  EXPECT_EQ(service.sign_in("rahim@example.com", password, attacker).status, 200)
      << "after the wait";
}

TEST(SignIn, ThrottlesUnknownNamesToo) {
  test::Service service;
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(service.sign_in("nobody@example.com", "wrong wrong wrong").status, 401);
  EXPECT_EQ(service.sign_in("nobody@example.com", "wrong wrong wrong").status, 429);
}

TEST(SignIn, TellsALockedAccountOnlyToWhoKnowsThePassword) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.database.execute("UPDATE accounts SET status = 'locked'");
  EXPECT_EQ(service.sign_in("rahim@example.com", "wrong wrong wrong").code(),
            "invalid_credentials");
  EXPECT_EQ(service.sign_in("rahim@example.com", password).code(), "account_locked");
}

TEST(SignIn, FollowsTheSecurityProfile) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.database.execute(
      R"(UPDATE security_profiles SET restrictions = '{"networks":["10.0.0.0/8"]}')");
  EXPECT_EQ(service.sign_in("rahim@example.com", password).code(), "sign_in_restricted");
  EXPECT_EQ(service.sign_in("rahim@example.com", password, "10.1.2.3").status, 200);
}

TEST(SignIn, IsRecordedWhateverBecomesOfIt) {
  test::Service service;
  const auto token = service.sign_up("rahim@example.com", password).text("/tokens/access_token");
  service.clock.advance(1s);
  service.sign_in("rahim@example.com", "wrong wrong wrong");
  service.clock.advance(1s);
  service.sign_in("rahim@example.com", password);
  const auto history = service.get("/v1/me/sign-in-history", token);
  const auto& items = history.body.at("items").as_array();
  ASSERT_EQ(items.size(), 3U);
  EXPECT_TRUE(items[0].at("is_successful").as_bool());
  EXPECT_EQ(items[1].at("failure_reason").as_string(), "wrong_password");
}

TEST(SignIn, HashesAgainWhenTheParametersGrew) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  // What an older configuration left: the same password under less memory.
  const auto old = crypto::hash_password(Secret{password}, {.memory_kib = 32, .iterations = 1});
  service.database.execute("UPDATE passwords SET hash = '" + old + "'");
  EXPECT_EQ(service.sign_in("rahim@example.com", password).status, 200);
  EXPECT_NE(service.database.value("SELECT hash FROM passwords"), old);
  EXPECT_EQ(service.sign_in("rahim@example.com", password).status, 200);
}

TEST(SignIn, SqlIsOnlyTextInEveryField) {
  test::Service service;
  for (const std::string attack : {"' OR 1=1 --", "\\\"; DROP TABLE accounts; --", "$1", "%00"}) {
    EXPECT_EQ(service.sign_in(attack, attack).status, 401) << attack;
  }
  EXPECT_EQ(service.database.value("SELECT count(*) FROM accounts"), "0");
}

TEST(SignIn, EndsTheOldestSessionBeyondTheLimitAndSaysSo) {
  test::Service service;
  const auto first = service.sign_up("rahim@example.com", password);
  service.database.execute("UPDATE security_profiles SET max_sessions = 2");
  service.clock.advance(1s);
  service.sign_in("rahim@example.com", password);
  service.clock.advance(1s);
  const auto third = service.sign_in("rahim@example.com", password);
  const auto sessions = service.get("/v1/me/sessions", third.text("/tokens/access_token"));
  EXPECT_EQ(sessions.body.at("items").as_array().size(), 2U);
  EXPECT_EQ(service
                .post("/v1/tokens/refresh",
                      R"({"refresh_token":")" + first.text("/tokens/refresh_token") + "\"}")
                .status,
            401);
  EXPECT_EQ(
      service.database.value("SELECT count(*) FROM deliveries WHERE message = 'session_limit'"),
      "1");
}

}  // namespace
}  // namespace gatehouse
