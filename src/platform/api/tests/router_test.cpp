#include <gatehouse/platform/telemetry/activity.hpp>

#include "service.hpp"

namespace gatehouse::api::testing {
namespace {

constexpr std::string_view id = "sess_01h455vb4pex5vsknk084sn02q";
const Headers as_alice{{"Authorization", "Bearer alice"}};

std::string session_path() { return "/sessions/" + std::string(id); }

TEST(Router, AnswersARoute) {
  Service service;
  const auto response =
      service.post("/orders", R"({"email":"a@b.example","password":"correct horse","lines":[]})");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, R"({"article":"x","count":1})");
  EXPECT_EQ(response.header("Content-Type"), "application/json");
  EXPECT_EQ(service.log.lines, std::vector<std::string>{"POST createOrder 201 "});
}

TEST(Router, TellsWhichMethodsAPathHas) {
  Service service;
  auto response = service.send("PUT", session_path());
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.header("Allow"), "PATCH, DELETE, OPTIONS");
  EXPECT_EQ(problem_of(response)["code"], "method_not_allowed");
  EXPECT_EQ(service.send("TRACE", "/sessions").status, 405);
  response = service.send("OPTIONS", "/sessions");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(service.send("HEAD", "/greeting").status, 200);
}

TEST(Router, Answers404WhereNothingIs) {
  Service service;
  for (const auto* path : {"/", "/sessions/", "/session", "/sessions/a/b", "//sessions",
                           "/Sessions", "sessions", "*"}) {
    EXPECT_EQ(service.send("GET", path, as_alice).status, 404) << path;
  }
  EXPECT_EQ(problem_of(service.send("GET", "/nowhere"))["code"], "not_found");
}

TEST(Router, PrefersLiteralSegmentsToParameters) {
  Service service;
  EXPECT_EQ(service.send("POST", "/sessions/lock", {{"Authorization", "Bearer operator"}}).status,
            204);
  EXPECT_EQ(service.send("POST", session_path(), as_alice).status, 405);
}

TEST(Router, DecodesPathAndBodyTogether) {
  Service service;
  Headers headers = as_alice;
  headers.emplace_back("Content-Type", "application/json");
  auto response = service.send("PATCH", session_path(), headers, R"({"name":"phone"})");
  EXPECT_EQ(response.body, R"({"id":"sess_01h455vb4pex5vsknk084sn02q","name":"phone"})");
  EXPECT_EQ(service.send("PATCH", "/sessions/nonsense", headers, R"({"name":"phone"})").status,
            404);
  EXPECT_EQ(service.send("PATCH", "/sessions/%zz", headers, R"({"name":"phone"})").status, 404);
  response = service.send("PATCH", session_path(), headers,
                          R"({"id":"sess_01h455vb4pex5vsknk084sn02q","name":"a"})");
  EXPECT_EQ(response.status, 422) << "the path's members do not stand in the body";
  response = service.send("PATCH", session_path(), as_alice);
  EXPECT_EQ(response.status, 422) << "an empty body is {}";
  EXPECT_EQ(problem_of(response)["violations"].at(0).at("pointer"), "/name");
}

TEST(Router, DecodesTheQuery) {
  Service service;
  const auto cursor = encode_cursor({});
  auto response = service.send(
      "GET", "/sessions?limit=1&colour=red&tag=a+b&tag=%C3%BC&cursor=" + cursor, as_alice);
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.body,
            R"({"items":[{"id":"sess_00000000000000000000000000","name":"ü"}],"next_cursor":")" +
                cursor + "\"}");
  for (const std::string bad :
       {"limit=0", "limit=101", "limit=1.0", "limit=+1", "limit=", "limit=1&limit=1", "colour=blue",
        "cursor=abc", "x=1", "tag=a&tag=b&tag=c", "tag=12345678901", "tag=%00"}) {
    EXPECT_EQ(service.send("GET", "/sessions?" + bad, as_alice).status, 422) << bad;
  }
  EXPECT_EQ(service.send("GET", "/sessions?limit=%", as_alice).status, 400);
  EXPECT_EQ(service.send("GET", "/sessions?limit=%ff", as_alice).status, 400);
}

TEST(Router, DecodesForms) {
  Service service;
  const Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(service.send("POST", "/contacts", form, "phone=%2B1+2").body, R"({"phone":"+1 2"})");
  EXPECT_EQ(service.send("POST", "/contacts", form, "").status, 422) << "check_fields is asked";
  EXPECT_EQ(service.post("/contacts", "{}").status, 415);
}

TEST(Router, SetsSecurityHeadersOnEveryAnswer) {
  Service service;
  for (const auto* path : {"/nowhere", "/broken", "/sessions"}) {
    const auto response = service.send("GET", path, {});
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(response.header("Cache-Control"), "no-store");
    EXPECT_EQ(response.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(response.header("Content-Security-Policy"),
              "default-src 'none'; frame-ancestors 'none'");
    EXPECT_EQ(response.header("Strict-Transport-Security"), "max-age=31536000");
    EXPECT_EQ(response.header("X-Request-Id").size(), 32U);
    EXPECT_EQ(problem_of(response)["request_id"].as_string(),
              std::string(response.header("X-Request-Id")));
  }
  const auto greeting = service.send("GET", "/greeting");
  EXPECT_EQ(greeting.header("Cache-Control"), "max-age=60") << "a handler's own header stands";
  EXPECT_EQ(greeting.header("Set-Cookie"), "__Host-seen=1; Path=/; Secure; HttpOnly; SameSite=Lax");
}

TEST(Router, TurnsExceptionsIntoAnswersWithoutTheirCause) {
  Service service;
  auto response = service.send("GET", "/broken");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret cause"), std::string::npos);
  ASSERT_EQ(service.log.causes.size(), 1U);
  EXPECT_EQ(service.log.causes[0], std::string(response.header("X-Request-Id")) + " secret cause");
  response = service.send("GET", "/down");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.header("Retry-After"), "3");
  response = service.send("GET", "/sessions", {{"Authorization", "Bearer down"}});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.header("Retry-After"), "7");
  EXPECT_EQ(response.body.find("hunter2"), std::string::npos);
  EXPECT_EQ(service.send("GET", "/late").status, 503) << "what is too late is not begun";
  EXPECT_EQ(service.send("GET", "/tardy").status, 503) << "nor what a handler would begin";
  EXPECT_NO_THROW(telemetry::require_time()) << "between requests there is no deadline";
}

TEST(Router, AnswersExpectedErrorsAsProblems) {
  Service service;
  const auto response = service.post(
      "/orders", R"({"email":"taken@b.example","password":"correct horse","lines":[]})");
  EXPECT_EQ(response.status, 409);
  auto body = problem_of(response);
  EXPECT_EQ(body["type"], "/problems/conflict");
  EXPECT_EQ(body["detail"], "Taken.");
  EXPECT_EQ(body["status"], 409);
  EXPECT_FALSE(body.contains("violations"));
}

TEST(Router, ChecksSizeAndTypeOfBodies) {
  Service service;
  EXPECT_EQ(service.post("/orders", std::string(64 * 1024 + 1, ' ')).status, 413);
  for (const auto* type :
       {"", "text/plain", "application/json; charset=latin1", "application/jsonx"}) {
    EXPECT_EQ(service.send("POST", "/orders", {{"Content-Type", type}}, "{}").status, 415) << type;
  }
}

TEST(Router, GivesUnknownPathsToTheFallback) {
  Service service;
  service.router().set_fallback([](http::Request& request) -> Task<http::Response> {
    if (request.path == "/page/broken") throw std::runtime_error("secret cause");
    http::Response response;
    response.body = "a page";
    co_return response;
  });
  EXPECT_EQ(service.send("GET", "/page").body, "a page");
  EXPECT_EQ(service.send("GET", "/page").header("Content-Security-Policy"), "");
  EXPECT_EQ(service.send("GET", "/page/broken").status, 500);
  EXPECT_EQ(service.send("PUT", "/sessions").status, 405) << "a known path is not the fallback's";
}

}  // namespace
}  // namespace gatehouse::api::testing
