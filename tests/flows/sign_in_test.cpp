#include <thread>

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

TEST(SignIn, WaitsTwiceAsLongAfterEachFurtherWrongPasswordUpToAQuarterOfAnHour) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  const auto attempt = [&](const std::string& secret) {
    return service.sign_in("rahim@example.com", secret, "203.0.113.5");
  };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(attempt("wrong wrong wrong").status, 401);
  for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 512s, 900s, 900s}) {
    const auto refused = attempt(password);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("Retry-After"), std::to_string(wait.count()));
    service.clock.advance(wait - 1ms);
    EXPECT_EQ(attempt(password).status, 429) << "not a moment sooner than " << wait.count() << " s";
    service.clock.advance(1ms);
    EXPECT_EQ(attempt("wrong wrong wrong").status, 401);
  }
  service.clock.advance(1h + 1s);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(attempt("wrong wrong wrong").status, 401) << "after an hour all is forgotten";
  EXPECT_EQ(attempt(password).header("Retry-After"), "1");
  service.clock.advance(1s);
  EXPECT_EQ(attempt(password).status, 200);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(attempt("wrong wrong wrong").status, 401) << "and after a right one";
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

// Each changes what the others have read: whether the device is known, and which session is the oldest.
TEST(SignIn, TwentyAtOnceAllSucceedWithinTheLimitFromOneDevice) {
  config::Settings settings;
  settings.sign_in.hash_queue = 1000;
  test::Service service(settings);
  service.sign_up("rahim@example.com", password);
  service.database.execute(
      "UPDATE security_profiles SET max_sessions = 2; DELETE FROM trusted_devices");
  service.clock.advance(1s);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 20; ++i) {
      threads.emplace_back([&service, i] {
        const auto answer =
            service.sign_in("rahim@example.com", password, "198.51." + std::to_string(i) + ".7");
        EXPECT_EQ(answer.status, 200) << answer.content;
      });
    }
  }
  const auto count = [&](const std::string& of) {
    return service.database.value("SELECT count(*) FROM " + of);
  };
  EXPECT_EQ(count("user_sessions WHERE is_active"), "2");
  EXPECT_EQ(count("trusted_devices"), "1");
  EXPECT_EQ(count("user_sessions"), "21");
  EXPECT_EQ(count("login_attempts WHERE is_successful"), "21");
  EXPECT_EQ(count("security_events WHERE event_type = 'session.started'"), "21");
  EXPECT_EQ(count("audit_trails WHERE action = 'session.ended'"), "19");
}

TEST(SignIn, EndsNoLiveSessionForOneThatIdledOut) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.database.execute("UPDATE security_profiles SET max_sessions = 2, session_timeout = 60");
  const auto sign_in = [&] {
    service.clock.advance(1min);
    return service.sign_in("rahim@example.com", password);
  };
  const auto refresh = [&](const test::Answer& of) {
    return service.post("/v1/tokens/refresh",
                        R"({"refresh_token":")" + of.text("/tokens/refresh_token") + "\"}");
  };
  const auto used = sign_in();  // the registration's is the other
  service.send("DELETE", "/v1/me/sessions", "", {used.text("/tokens/access_token")});
  const auto left = sign_in();
  service.clock.advance(45min);
  const auto going_on = refresh(used);
  ASSERT_EQ(going_on.status, 200);
  service.clock.advance(20min);
  const auto third = sign_in();
  ASSERT_EQ(third.status, 200);
  EXPECT_EQ(refresh(left).status, 401) << "nobody used it for an hour";
  const auto again = service.post(
      "/v1/tokens/refresh", R"({"refresh_token":")" + going_on.text("/refresh_token") + "\"}");
  EXPECT_EQ(again.status, 200) << "two live sessions are no excess, whatever died between them";
  sign_in();
  const auto excess = service.post("/v1/tokens/refresh",
                                   R"({"refresh_token":")" + again.text("/refresh_token") + "\"}");
  EXPECT_EQ(excess.status, 401) << "of three live ones the oldest ends";
}

}  // namespace
}  // namespace gatehouse
