// What holds for the whole table of routes and statements.
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
  EXPECT_EQ(service.get("/.well-known/jwks.json").body.at("keys").as_array().size(), 1U);
}

TEST(RoundTrips, StayInTheirBudget) {
  test::Service service;
  const auto signed_up = service.sign_up("rahim@example.com", password);
  const auto token = signed_up.text("/tokens/access_token");
  // Sessions beyond a limit would be told by mail, which makes round trips of its own.
  service.database.execute("UPDATE security_profiles SET max_sessions = 1000");
  constexpr std::uint64_t count = 200;
  // Background work makes round trips too: what it makes meanwhile is far below `count`.
  const auto cost = [&](const auto& request) {
    const auto before = service.app().round_trips();
    for (std::uint64_t i = 0; i < count; ++i) request();
    return static_cast<double>(service.app().round_trips() - before) / count;
  };
  EXPECT_NEAR(cost([&] { ASSERT_EQ(service.get("/v1/me", token).status, 200); }), 1.0, 0.5);
  EXPECT_NEAR(cost([&] { ASSERT_EQ(service.get("/v1/gateway/verify", token).status, 204); }), 0.0,
              0.5);
  auto refresh = signed_up.text("/tokens/refresh_token");
  EXPECT_NEAR(cost([&] {
                const auto answer =
                    service.post("/v1/tokens/refresh", R"({"refresh_token":")" + refresh + "\"}");
                ASSERT_EQ(answer.status, 200);
                refresh = answer.text("/refresh_token");
              }),
              1.0, 0.5);
  EXPECT_NEAR(cost([&] { ASSERT_EQ(service.sign_in("rahim@example.com", password).status, 200); }),
              3.0, 0.5);
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
