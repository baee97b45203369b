#include <gatehouse/platform/telemetry/log.hpp>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/test/service.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "captured_log.hpp"
#include "collector.hpp"

namespace gatehouse {
namespace {

namespace json = boost::json;

std::vector<json::object> lines_of(const std::string& log) {
  std::vector<json::object> lines;
  for (const auto line : split(log, '\n')) {
    if (line.empty()) continue;
    boost::system::error_code error;
    const auto value = json::parse(line, error);
    EXPECT_TRUE(value.is_object()) << line;
    if (value.is_object()) lines.push_back(value.get_object());
  }
  return lines;
}

// Signs up, in, wrongly, and with marked rubbish in every place that a request has. Returns what must be in no log.
std::vector<std::string> use_with_markers(const test::Service& service) {
  const std::string password = "marker-password-kV7wq2 horse";
  const std::string email = "marker-mailbox-x91@example.com";
  const auto signed_up = service.sign_up(email, password);
  EXPECT_EQ(signed_up.status, 201);
  const auto code = std::string(service.message_to(email).at("code").as_string());
  const auto signed_in = service.sign_in(email, password);
  EXPECT_EQ(signed_in.status, 200);
  const auto access = signed_in.text("/tokens/access_token");
  const auto refresh = signed_in.text("/tokens/refresh_token");
  const auto rotated =
      service.post("/v1/tokens/refresh", R"({"refresh_token":")" + refresh + "\"}");
  service.get("/v1/me", access);
  service.post("/v1/me/password",
               R"({"current_password":")" + password + R"(","new_password":"marker-second-Pw8 x"})",
               access);
  service.sign_in(email, "marker-wrong-password-Hh3");
  service.post("/v1/sign-ins", R"({"identifier":"marker-broken-json)");
  service.get("/v1/me?token=marker-query-Tt5", "marker-bearer-Bb6");
  service.get("/marker-path-Pp7/marker");
  service.send("GET", "/v1/me", "",
               {.headers = "Cookie: __Host-gatehouse=marker-cookie-Cc8\r\n"
                           "User-Agent: marker-agent-Aa9\r\ntracestate: v=marker-state-Ss0\r\n"});
  return {"marker-",
          "\"" + code + "\"",
          access,
          refresh,
          rotated.text("/refresh_token"),
          rotated.text("/access_token"),
          signed_up.text("/device_token")};
}

void expect_none(const std::string& text, const std::vector<std::string>& markers,
                 const std::string& where) {
  for (const auto& marker : markers) {
    const auto found = text.find(marker);
    EXPECT_EQ(found, std::string::npos)
        << where << ": " << marker << " in " << text.substr(found < 200 ? 0 : found - 200, 400);
  }
}

TEST(Log, HoldsNoSecretsEvenWhenItTellsEverything) {
  test::Collector collector;
  test::CapturedLog log;
  std::vector<std::string> markers;
  {
    config::Settings settings;
    settings.telemetry.otlp_endpoint = collector.endpoint();
    const test::Service service(settings);
    markers = use_with_markers(service);
  }
  const auto text = log.text();
  EXPECT_GT(lines_of(text).size(), 10U) << "every request is told at this level";
  expect_none(text, markers, "log");
  EXPECT_GT(collector.spans().size(), 20U);
  expect_none(collector.everything(), markers, "traces");
  EXPECT_EQ(collector.problems(), std::vector<std::string>{});
}

TEST(Log, LinesOfARequestHaveItsIdAndItsTrace) {
  test::CapturedLog log;
  std::string request_id;
  {
    const test::Service service;
    const auto answer = service.send(
        "GET", "/v1/me", "",
        {.headers = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"});
    request_id = answer.header("X-Request-Id");
  }
  int found = 0;
  for (const auto& line : lines_of(log.text())) {
    const auto* id = line.if_contains("request_id");
    if (id == nullptr || id->as_string() != request_id) continue;
    ++found;
    EXPECT_EQ(line.at("trace_id"), "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(line.at("operation"), "showAccount");
    EXPECT_TRUE(line.contains("time") && line.contains("level"));
  }
  EXPECT_EQ(found, 1);
}

TEST(Log, DoesNotWarnOfProbesThatAreNotReady) {
  test::CapturedLog log;
  {
    const test::Service service;
    const auto& name = service.database.name();
    test::empty_database().execute(
        "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false; " +
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    int status = 200;
    for (int i = 0; i < 500 && status != 503; ++i) status = service.get("/readyz").status;
    EXPECT_EQ(status, 503);
  }
  int refused = 0;
  for (const auto& line : lines_of(log.text())) {
    const auto* operation = line.if_contains("operation");
    if (operation == nullptr || operation->as_string() != "showReadiness") continue;
    EXPECT_EQ(line.at("level"), "debug");
    refused += line.at("status").as_int64() == 503 ? 1 : 0;
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace gatehouse
