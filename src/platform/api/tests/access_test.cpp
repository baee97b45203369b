#include "service.hpp"

namespace gatehouse::api::testing {
namespace {

constexpr std::string_view session_path = "/sessions/sess_01h455vb4pex5vsknk084sn02q";

// A Route without access must not compile: Access has no default.
static_assert(!std::is_default_constructible_v<Access>);

TEST(Access, DemandsACredential) {
  Service service;
  auto response = service.send("GET", "/sessions");
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(problem_of(response)["code"], "unauthenticated");
  EXPECT_EQ(response.header("WWW-Authenticate"), R"(Bearer realm="gatehouse")");
  for (const auto* header : {"Bearer wrong", "Bearer ", "bearer wrong"}) {
    response = service.send("GET", "/sessions", {{"Authorization", header}});
    EXPECT_EQ(problem_of(response)["code"], "invalid_token") << header;
    EXPECT_TRUE(response.header("WWW-Authenticate")
                    .starts_with(R"(Bearer realm="gatehouse", error="invalid_token")"));
  }
  EXPECT_EQ(service.send("GET", "/sessions", {{"Authorization", "Basic YTpi"}}).status, 401);
  EXPECT_EQ(service.send("GET", "/sessions", {{"Authorization", "bearer alice"}}).status, 200);
}

TEST(Access, ChecksPermissionsAndOperators) {
  Service service;
  const auto response = service.send("POST", "/sessions/lock", {{"Authorization", "Bearer alice"}});
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.header("WWW-Authenticate"),
            R"(Bearer realm="gatehouse", error="insufficient_scope", scope="accounts.lock")");
  EXPECT_EQ(service.send("POST", "/sessions/lock", {{"Authorization", "Bearer operator"}}).status,
            204);
}

TEST(Access, DemandsAFreshProofAsRfc9470Says) {
  Service service;
  auto response = service.send("DELETE", session_path, {{"Authorization", "Bearer old"}});
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(problem_of(response)["code"], "insufficient_user_authentication");
  EXPECT_EQ(response.header("WWW-Authenticate"),
            R"(Bearer realm="gatehouse", error="insufficient_user_authentication", )"
            R"(error_description="Confirm that it is you first.", max_age=300, acr_values="aal1")");
  EXPECT_EQ(service.send("DELETE", session_path, {{"Authorization", "Bearer alice"}}).status, 204);
}

TEST(Access, KnowsCallersWhereSigningInIsOptional) {
  Service service;
  EXPECT_EQ(service.send("GET", "/greeting").body, "stranger");
  EXPECT_EQ(service.send("GET", "/greeting", {{"Authorization", "Bearer wrong"}}).body, "stranger");
  EXPECT_EQ(service.send("GET", "/greeting", {{"Authorization", "Bearer alice"}}).body, "friend");
}

TEST(Cookies, SignInButNeedThisSitesPageToChangeState) {
  Service service;
  const Headers cookie{{"Cookie", "a=b; __Host-gatehouse=alice"}};
  EXPECT_EQ(service.send("GET", "/sessions", cookie).status, 200);
  const auto remove = [&](const Headers& more) {
    auto headers = cookie;
    headers.insert(headers.end(), more.begin(), more.end());
    return service.send("DELETE", session_path, headers);
  };
  EXPECT_EQ(problem_of(remove({}))["code"], "csrf_refused");
  EXPECT_EQ(remove({{"Origin", "https://id.example"}}).status, 403);
  EXPECT_EQ(remove({{"X-Requested-With", "gatehouse"}}).status, 403);
  EXPECT_EQ(remove({{"Origin", "https://evil.example"}, {"X-Requested-With", "gatehouse"}}).status,
            403);
  EXPECT_EQ(
      remove({{"Origin", "https://id.example.evil"}, {"X-Requested-With", "gatehouse"}}).status,
      403);
  EXPECT_EQ(remove({{"Origin", "null"}, {"X-Requested-With", "gatehouse"}}).status, 403);
  const auto response =
      remove({{"Origin", "https://id.example"}, {"X-Requested-With", "gatehouse"}});
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.header("Set-Cookie"),
            "__Host-gatehouse=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
  EXPECT_EQ(remove({{"Authorization", "Bearer alice"}}).status, 204)
      << "a token in the header is no ambient credential";
}

TEST(Limits, RefuseWithRetryAfterAndRecover) {
  Service service;
  const Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(service.send("POST", "/contacts", form, "phone=1").status, 200);
  const auto response = service.send("POST", "/contacts", form, "phone=1");
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.header("Retry-After"), "10");
  EXPECT_EQ(problem_of(response)["code"], "rate_limited");
  service.clock.advance(10s);
  EXPECT_EQ(service.send("POST", "/contacts", form, "phone=1").status, 200);
}

}  // namespace
}  // namespace gatehouse::api::testing
