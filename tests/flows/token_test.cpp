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
