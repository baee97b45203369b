#include <algorithm>
#include <charconv>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/test/service.hpp>

#include "collector.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";
constexpr auto trace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr auto caller = "00f067aa0ba902b7";
constexpr int server_kind = 2;
constexpr int client_kind = 3;

config::Settings traced(const test::Collector& collector, double ratio = 1) {
  config::Settings settings;
  settings.telemetry.otlp_endpoint = collector.endpoint();
  settings.telemetry.trace_ratio = ratio;
  return settings;
}

std::string traceparent(const std::string& flags) {
  return std::string("traceparent: 00-") + trace + "-" + caller + "-" + flags + "\r\n";
}

std::vector<test::CollectedSpan> of_trace(std::vector<test::CollectedSpan> spans) {
  std::erase_if(spans, [](const auto& span) { return span.trace_id != trace; });
  return spans;
}

std::vector<test::CollectedSpan> children(const std::vector<test::CollectedSpan>& spans,
                                          const test::CollectedSpan& parent) {
  auto found = spans;
  std::erase_if(found, [&](const auto& span) { return span.parent_id != parent.id; });
  return found;
}

double metric(const test::Service& service, const std::string& name) {
  const auto text = service.get("/metrics").content;
  const auto start = text.find("\n" + name + " ");
  if (start == std::string::npos) return -1;
  double value = -1;
  const auto* from = text.data() + start + name.size() + 2;
  std::from_chars(from, text.data() + text.size(), value);
  return value;
}

TEST(Traces, ASignInIsOneSpanWithItsFlushesAndItsHashBelow) {
  test::Collector collector;
  const test::Service service(traced(collector));
  service.sign_up("rahim@example.com", password);
  const auto answer = service.send(
      "POST", "/v1/sign-ins",
      std::string(R"({"identifier":"rahim@example.com","password":")") + password + "\"}",
      {.from = "198.51.100.77", .headers = traceparent("01") + "tracestate: vendor=abc\r\n"});
  ASSERT_EQ(answer.status, 200);
  collector.spans_named("startSignIn", 1);
  const auto spans = of_trace(collector.spans());
  const auto root = std::ranges::find(spans, "startSignIn", &test::CollectedSpan::name);
  ASSERT_NE(root, spans.end());
  EXPECT_EQ(root->kind, server_kind);
  EXPECT_EQ(root->parent_id, caller) << "the caller's trace goes on";
  EXPECT_EQ(root->trace_state, "vendor=abc");
  EXPECT_FALSE(root->failed);
  const std::map<std::string, std::string> expected{
      {"http.request.method", "POST"},
      {"http.route", "/v1/sign-ins"},
      {"http.response.status_code", "200"},
      {"client.address", "198.51.100.0/24"},
      {"gatehouse.request_id", answer.header("X-Request-Id")}};
  EXPECT_EQ(root->attributes, expected);

  const auto below = children(spans, *root);
  EXPECT_EQ(below.size(), 4U) << "three flushes and a hash";
  EXPECT_EQ(std::ranges::count(below, "gh-hash", &test::CollectedSpan::name), 1);
  for (const auto& span : below) {
    EXPECT_GE(span.begin, root->begin) << span.name;
    EXPECT_LE(span.end, root->end) << span.name;
    if (span.name == "gh-hash") continue;
    EXPECT_EQ(span.kind, client_kind);
    EXPECT_EQ(span.attributes.at("db.system.name"), "postgresql");
    EXPECT_EQ(span.attributes.at("db.query.summary"), span.name);
  }
  const auto has_statement = [&](const std::string& name) {
    return std::ranges::any_of(below, [&](const auto& span) { return span.name.contains(name); });
  };
  EXPECT_TRUE(has_statement("accounts.find_for_sign_in"));
  EXPECT_TRUE(has_statement("sessions.create"));
  EXPECT_EQ(collector.problems(), std::vector<std::string>{});
}

// The hashes below the one sign-in that is traced.
std::ptrdiff_t hashes(test::Collector& collector) {
  collector.spans_named("startSignIn", 1);
  const auto spans = of_trace(collector.spans());
  const auto root = std::ranges::find(spans, "startSignIn", &test::CollectedSpan::name);
  EXPECT_NE(root, spans.end());
  if (root == spans.end()) return -1;
  return std::ranges::count(children(spans, *root), "gh-hash", &test::CollectedSpan::name);
}

TEST(Traces, ShowTheHashOfANameThatNobodyHas) {
  test::Collector collector;
  const test::Service service(traced(collector));
  const auto answer = service.send(
      "POST", "/v1/sign-ins", R"({"identifier":"nobody@example.com","password":"whatever it is"})",
      {.headers = traceparent("01")});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(hashes(collector), 1) << "as of one that somebody has";
}

TEST(Traces, ShowAHashThatIsRenewedInThePlaceOfTheSignIn) {
  test::Collector collector;
  const test::Service service(traced(collector));
  service.sign_up("rahim@example.com", password);
  const auto old = crypto::hash_password(Secret{password}, {.memory_kib = 32, .iterations = 1});
  service.database.execute("UPDATE passwords SET hash = '" + old + "'");
  const auto answer = service.send(
      "POST", "/v1/sign-ins",
      std::string(R"({"identifier":"rahim@example.com","password":")") + password + "\"}",
      {.headers = traceparent("01")});
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(service.database.value("SELECT hash FROM passwords"), old);
  EXPECT_EQ(hashes(collector), 1) << "a full queue would refuse a second place to a right password";
}

TEST(Traces, FollowTheCallersDecisionNotToSample) {
  test::Collector collector;
  {
    const test::Service service(traced(collector));
    service.send("GET", "/healthz", "", {.headers = traceparent("00")});
    service.send("GET", "/healthz", "", {.headers = traceparent("01")});
  }
  EXPECT_EQ(of_trace(collector.spans()).size(), 1U);
}

TEST(Traces, OfRequestsWithoutACallerAreSampledByTheRatio) {
  test::Collector collector;
  {
    const test::Service service(traced(collector, 0));
    for (int i = 0; i < 20; ++i) service.get("/v1/me");
    service.send("GET", "/healthz", "", {.headers = traceparent("01")});
  }
  const auto spans = collector.spans();
  ASSERT_EQ(spans.size(), 1U) << "only what a caller has asked for";
  EXPECT_EQ(spans[0].trace_id, trace);
}

TEST(Traces, BeginAnewBehindAMalformedOrDoubledHeader) {
  test::Collector collector;
  {
    const test::Service service(traced(collector));
    service.send("GET", "/healthz", "", {.headers = traceparent("01") + traceparent("01")});
    service.send("GET", "/healthz", "", {.headers = traceparent("0x")});
  }
  EXPECT_TRUE(of_trace(collector.spans()).empty());
  for (const auto& span : collector.spans()) EXPECT_EQ(span.parent_id, "");
}

TEST(Traces, TellFailuresByTheirCode) {
  test::Collector collector;
  {
    const test::Service service(traced(collector));
    service.send("GET", "/v1/me", "", {.headers = traceparent("01")});
    service.send("BREW", "/no/such/rahim@example.com?secret=1", "", {.headers = traceparent("01")});
  }
  const auto spans = of_trace(collector.spans());
  ASSERT_EQ(spans.size(), 2U);
  for (const auto& span : spans) {
    EXPECT_FALSE(span.failed) << "a client's mistake is no failure of the server";
    if (span.name != "none") {
      EXPECT_EQ(span.attributes.at("error.type"), "unauthenticated");
      continue;
    }
    EXPECT_EQ(span.attributes.at("http.request.method"), "_OTHER");
    EXPECT_FALSE(span.attributes.contains("http.route"));
  }
  EXPECT_EQ(collector.everything().find("rahim"), std::string::npos);
}

TEST(Traces, AreNotLostWhenTheCollectorIsBusyForAMoment) {
  test::Collector collector;
  collector.answer_with(503);
  const test::Service service(traced(collector));
  service.send("GET", "/healthz", "", {.headers = traceparent("01")});
  for (int i = 0; i < 500 && collector.requests() == 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(collector.spans().empty());
  collector.answer_with(200);
  collector.spans_named("showHealth", 1);
  EXPECT_EQ(of_trace(collector.spans()).size(), 1U);
}

TEST(Traces, ThatTheCollectorRefusesAreCounted) {
  test::Collector collector;
  collector.answer_with(400);
  const test::Service service(traced(collector));
  service.send("GET", "/healthz", "", {.headers = traceparent("01")});
  double dropped = 0;
  for (int i = 0; i < 500 && dropped == 0; ++i) {
    std::this_thread::sleep_for(10ms);
    dropped = metric(service, "gatehouse_trace_spans_dropped_total");
  }
  EXPECT_GE(dropped, 1);
  EXPECT_EQ(metric(service, "gatehouse_trace_spans_exported_total"), 0);
}

TEST(Traces, DoNotDisturbTheServiceWhenNobodyCollectsThem) {
  config::Settings settings;
  settings.telemetry.otlp_endpoint = "http://127.0.0.1:1";
  test::Service service(settings);
  EXPECT_EQ(service.sign_up("rahim@example.com", password).status, 201);
  // More than the queue holds, over both workers.
  for (int k = 0; k < 9; ++k) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 250; ++i) EXPECT_EQ(service.get("/healthz").status, 200);
      });
    }
    for (auto& thread : threads) thread.join();
  }
  EXPECT_GT(metric(service, "gatehouse_trace_spans_dropped_total"), 0);
  const auto start = std::chrono::steady_clock::now();
  service.app().stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

}  // namespace
}  // namespace gatehouse
