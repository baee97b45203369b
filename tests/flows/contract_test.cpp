// What holds for the whole table of routes and statements.
#include <charconv>
#include <map>

#include <gtest/gtest.h>

#include <gatehouse/app/worker.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/api/bad_input.hpp>
#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

constexpr auto password = "correct horse battery staple 9";

TEST(Statements, FitTheMigratedSchema) {
  const auto database = test::fresh();
  for (const auto& problem : pg::check_statements(database.conninfo())) ADD_FAILURE() << problem;
}

TEST(Gateway, SaysWhoAsks) {
  test::Service service;
  const auto signed_up = service.sign_up("rahim@example.com", password);
  const auto good = service.get("/v1/gateway/verify", signed_up.text("/tokens/access_token"));
  EXPECT_EQ(good.status, 204);
  EXPECT_EQ(good.header("X-Gatehouse-Account"), signed_up.text("/account/id"));
  EXPECT_EQ(good.header("X-Gatehouse-Session"), signed_up.text("/session/id"));
  EXPECT_EQ(service.get("/v1/gateway/verify").status, 401);
  const auto jwks = service.get("/.well-known/jwks.json");
  EXPECT_EQ(jwks.body.at("keys").as_array().size(), 1U);
  // A key is published ten minutes before it signs: whoever keeps the set for half of that has it in time.
  EXPECT_EQ(jwks.header("Cache-Control"), "public, max-age=300");
}

// How many requests of an operation have made at most `trips` round trips.
int requests_within(const std::string& metrics, const std::string& operation,
                    const std::string& trips) {
  const auto series =
      "gatehouse_request_round_trips_bucket{operation=\"" + operation + "\",le=\"" + trips + "\"} ";
  const auto start = metrics.find(series);
  if (start == std::string::npos) return -1;
  int value = -1;
  std::from_chars(metrics.data() + start + series.size(), metrics.data() + metrics.size(), value);
  return value;
}

TEST(RoundTrips, AreThoseOfTheBudgetForEveryRequest) {
  test::Service service;
  const auto signed_up = service.sign_up("rahim@example.com", password);
  const auto token = signed_up.text("/tokens/access_token");
  auto refresh = signed_up.text("/tokens/refresh_token");
  service.database.execute("UPDATE security_profiles SET max_sessions = 1000");
  constexpr int count = 50;
  for (int i = 0; i < count; ++i) {
    for (const auto* path : {"/v1/me", "/v1/me/sessions", "/v1/me/devices", "/v1/me/password",
                             "/v1/me/security-events", "/v1/me/sign-in-history"}) {
      ASSERT_EQ(service.get(path, token).status, 200) << path;
    }
    ASSERT_EQ(service.get("/v1/gateway/verify", token).status, 204);
    const auto answer =
        service.post("/v1/tokens/refresh", R"({"refresh_token":")" + refresh + "\"}");
    ASSERT_EQ(answer.status, 200);
    refresh = answer.text("/refresh_token");
    ASSERT_EQ(service.sign_in("rahim@example.com", password).status, 200);
  }
  const std::map<std::string, int> budget{
      {"verifyForGateway", 0}, {"showAccount", 1},   {"listSessions", 1},
      {"listDevices", 1},      {"showPassword", 1},  {"listSecurityEvents", 1},
      {"listSignIns", 1},      {"refreshTokens", 1}, {"startSignIn", 3}};
  const auto metrics = service.get("/metrics").content;
  for (const auto& [operation, trips] : budget) {
    EXPECT_EQ(requests_within(metrics, operation, "+Inf"), count) << operation;
    EXPECT_EQ(requests_within(metrics, operation, std::to_string(trips)), count) << operation;
    if (trips > 0)
      EXPECT_EQ(requests_within(metrics, operation, std::to_string(trips - 1)), 0) << operation;
  }
}

TEST(BadInput, IsRefusedByEveryRoute) {
  test::Service service;
  const auto token = service.sign_up("rahim@example.com", password).text("/tokens/access_token");
  config::Settings settings;
  settings.public_url = "http://localhost";
  settings.keys.encryption_keys = {"none:" + encode_base64(random_string(32))};
  app::Shared shared(settings, "", service.clock);
  boost::asio::io_context context;
  app::Worker worker(context, shared);
  int tried = 0;
  for (const auto& route : worker.router().routes()) {
    for (const auto& bad : api::bad_inputs(route)) {
      // The limits per minute are not what is tried here.
      service.clock.advance(std::chrono::seconds{10});
      const auto signed_in =
          service.sign_in("rahim@example.com", password).text("/tokens/access_token");
      const auto answer = service.send(std::string(bad.method), bad.target, bad.body,
                                       {.token = signed_in, .content_type = bad.content_type});
      EXPECT_EQ(answer.status, bad.status) << bad.name << "\n" << bad.body;
      ++tried;
    }
  }
  EXPECT_GT(tried, 50);
}

}  // namespace
}  // namespace gatehouse
