#include <set>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

std::string refresh_body(const std::string& token) {
  return R"({"refresh_token":")" + token + "\"}";
}

TEST(Refresh, RotatesAndRepeatsALostAnswer) {
  test::Service service;
  const auto first = service.sign_up("rahim@example.com", password).text("/tokens/refresh_token");
  const auto second = service.post("/v1/tokens/refresh", refresh_body(first));
  ASSERT_EQ(second.status, 200);
  EXPECT_NE(second.text("/refresh_token"), first);
  service.clock.advance(9s);
  const auto again = service.post("/v1/tokens/refresh", refresh_body(first));
  EXPECT_EQ(again.status, 200) << "the answer may have been lost";
  EXPECT_EQ(again.text("/refresh_token"), second.text("/refresh_token")) << "the same successor";
}

TEST(Refresh, EndsTheFamilyWhenAnOldTokenComesBack) {
  test::Service service;
  const auto signed_up = service.sign_up("rahim@example.com", password);
  const auto first = signed_up.text("/tokens/refresh_token");
  const auto second =
      service.post("/v1/tokens/refresh", refresh_body(first)).text("/refresh_token");
  service.clock.advance(11s);
  EXPECT_EQ(service.post("/v1/tokens/refresh", refresh_body(first)).code(),
            "invalid_refresh_token");
  EXPECT_EQ(service.post("/v1/tokens/refresh", refresh_body(second)).code(),
            "invalid_refresh_token")
      << "the thief's or the owner's";
  EXPECT_EQ(service.database.value(
                "SELECT severity FROM security_events WHERE event_type = 'refresh_token.replayed'"),
            "critical");
  const auto mail = service.message_to("rahim@example.com", 2);
  EXPECT_FALSE(mail.as_object().contains("code"));
  for (int i = 0;
       i < 100 && service.get("/v1/me", signed_up.text("/tokens/access_token")).status == 200;
       ++i) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(service.get("/v1/me", signed_up.text("/tokens/access_token")).code(), "session_ended");
}

TEST(Refresh, RacedFiftyTimesHasOneSuccessor) {
  test::Service service;
  const auto first = service.sign_up("rahim@example.com", password).text("/tokens/refresh_token");
  std::mutex mutex;
  std::set<std::string> successors;
  std::atomic<int> failures{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 50; ++i) {
      threads.emplace_back([&] {
        const auto answer = service.post("/v1/tokens/refresh", refresh_body(first));
        if (answer.status != 200) {
          ++failures;
          return;
        }
        const std::lock_guard lock(mutex);
        successors.insert(answer.text("/refresh_token"));
      });
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(successors.size(), 1U);
  EXPECT_EQ(service.database.value("SELECT generation FROM refresh_tokens"), "1");
}

TEST(Refresh, StopsAfterSignOutAndWhenIdleTooLong) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  EXPECT_EQ(service.post("/v1/sign-out", "", one.text("/tokens/access_token")).status, 204);
  EXPECT_EQ(
      service.post("/v1/tokens/refresh", refresh_body(one.text("/tokens/refresh_token"))).status,
      401);
  const auto two = service.sign_in("rahim@example.com", password);
  service.clock.advance(std::chrono::days{31});
  EXPECT_EQ(
      service.post("/v1/tokens/refresh", refresh_body(two.text("/tokens/refresh_token"))).status,
      401);
}

TEST(Refresh, RefusesWhatItHasNotWritten) {
  test::Service service;
  const auto token = service.sign_up("rahim@example.com", password).text("/tokens/refresh_token");
  for (std::size_t i = 0; i < token.size(); i += 7) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(service.post("/v1/tokens/refresh", refresh_body(changed)).status, 401) << i;
  }
  EXPECT_EQ(service.post("/v1/tokens/refresh", refresh_body(token.substr(0, 40))).status, 401);
  EXPECT_EQ(service.post("/v1/tokens/refresh", refresh_body(token)).status, 200);
}

// A refresh token's next use, and what is left of it.
struct Refreshed {
  int status = 0;
  std::int64_t seconds_left = 0;
};

// Uses `token` and puts its successor there.
Refreshed refresh(const test::Service& service, std::string& token) {
  const auto answer = service.post("/v1/tokens/refresh", refresh_body(token));
  if (answer.status != 200) return {answer.status};
  token = answer.text("/refresh_token");
  return {answer.status, answer.body.at("refresh_expires_in").as_int64()};
}

TEST(Refresh, GoesOnForNinetyDaysAndNoLonger) {
  test::Service service;
  const auto signed_up = service.sign_up("rahim@example.com", password);
  auto token = signed_up.text("/tokens/refresh_token");
  constexpr std::int64_t day = 86400;
  EXPECT_EQ(signed_up.body.at("tokens").at("refresh_expires_in").as_int64(), 30 * day);
  for (const int days_left : {70, 50, 30, 10}) {
    service.clock.advance(std::chrono::days{20});
    const auto refreshed = refresh(service, token);
    ASSERT_EQ(refreshed.status, 200) << days_left;
    EXPECT_EQ(refreshed.seconds_left, std::min(30, days_left) * day);
  }
  service.clock.advance(std::chrono::days{10} - 1s);
  EXPECT_EQ(refresh(service, token).status, 200) << "the last second";
  service.clock.advance(2s);
  EXPECT_EQ(refresh(service, token).status, 401) << "however often it was used";
  const auto again = service.sign_in("rahim@example.com", password);
  const auto sessions = service.get("/v1/me/sessions", again.text("/tokens/access_token"));
  ASSERT_EQ(sessions.body.at("items").as_array().size(), 1U) << "what has ended is not listed";
  EXPECT_EQ(sessions.text("/items/0/id"), again.text("/session/id"));
}

TEST(Refresh, FollowsTheShorterTimesOfTheSecurityProfile) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.database.execute(
      "UPDATE security_profiles SET session_timeout = 10, absolute_session_timeout = 25");
  const auto signed_in = service.sign_in("rahim@example.com", password);
  EXPECT_EQ(signed_in.body.at("tokens").at("refresh_expires_in").as_int64(), 600);
  auto idle = signed_in.text("/tokens/refresh_token");
  auto busy = service.sign_in("rahim@example.com", password).text("/tokens/refresh_token");
  service.clock.advance(9min);
  EXPECT_EQ(refresh(service, busy).seconds_left, 600) << "every use begins the time anew";
  service.clock.advance(61s);
  EXPECT_EQ(refresh(service, idle).status, 401) << "ten minutes without a use";
  service.clock.advance(8min);
  EXPECT_EQ(refresh(service, busy).seconds_left, 25 * 60 - 17 * 60 - 61)
      << "less than ten minutes of the whole are left";
  service.clock.advance(6min);
  EXPECT_EQ(refresh(service, busy).status, 200);
  service.clock.advance(1min);
  EXPECT_EQ(refresh(service, busy).status, 401) << "twenty-five minutes after the sign-in";
}

TEST(Refresh, IsNotLengthenedByASecurityProfile) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.database.execute(
      "UPDATE security_profiles SET session_timeout = 1000000, absolute_session_timeout = 2000000");
  const auto signed_in = service.sign_in("rahim@example.com", password);
  EXPECT_EQ(signed_in.body.at("tokens").at("refresh_expires_in").as_int64(), 30 * 86400);
}

TEST(AccessToken, EndsWithItsSessionWhereTheProfileIsStricter) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.database.execute(
      "UPDATE security_profiles SET session_timeout = 6, absolute_session_timeout = 8");
  const auto signed_in = service.sign_in("rahim@example.com", password);
  EXPECT_EQ(signed_in.body.at("tokens").at("expires_in").as_int64(), 6 * 60) << "unused";
  const auto token = signed_in.text("/tokens/access_token");
  service.clock.advance(6min - 1s);
  const auto refreshed =
      service.post("/v1/tokens/refresh", refresh_body(signed_in.text("/tokens/refresh_token")));
  EXPECT_EQ(refreshed.body.at("expires_in").as_int64(), 2 * 60 + 1) << "the end of all";
  EXPECT_EQ(service.get("/v1/me", token).status, 200);
  service.clock.advance(1s);
  EXPECT_EQ(service.get("/v1/me", token).code(), "invalid_token");
  service.clock.advance(2min - 1s);
  EXPECT_EQ(service.get("/v1/me", refreshed.text("/access_token")).status, 200);
  service.clock.advance(1s);
  EXPECT_EQ(service.get("/v1/me", refreshed.text("/access_token")).code(), "invalid_token");
}

TEST(AccessToken, ExpiresAndIsRefusedInEveryDamagedForm) {
  test::Service service;
  const auto token = service.sign_up("rahim@example.com", password).text("/tokens/access_token");
  EXPECT_EQ(service.get("/v1/me", token).status, 200);
  EXPECT_EQ(service.get("/v1/me", token.substr(0, token.size() - 2)).code(), "invalid_token");
  EXPECT_EQ(
      service.get("/v1/me", "eyJhbGciOiJub25lIn0." + token.substr(token.find('.') + 1)).code(),
      "invalid_token");
  const auto dot = token.find('.', token.find('.') + 1);
  EXPECT_EQ(service.get("/v1/me", token.substr(0, dot + 1)).code(), "invalid_token");
  EXPECT_EQ(service.get("/v1/me").status, 401);
  service.clock.advance(16min);
  const auto late = service.get("/v1/me", token);
  EXPECT_EQ(late.code(), "invalid_token");
  EXPECT_NE(late.header("WWW-Authenticate").find("invalid_token"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse
