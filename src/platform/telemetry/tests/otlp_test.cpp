#include <gatehouse/platform/telemetry/otlp.hpp>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace gatehouse::telemetry {
namespace {

namespace json = boost::json;

TEST(Otlp, WritesTheJsonMappingOfTheProtocol) {
  auto trace = TraceContext::join("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=1");
  trace.span_id = {1, 2, 3, 4, 5, 6, 7, 0xAB};
  const Span span{.trace = trace,
                  .kind = SpanKind::server,
                  .remote_parent = true,
                  .failed = true,
                  .name = "showMe",
                  .begin = std::chrono::microseconds{1'700'000'000'000'001},
                  .duration = std::chrono::nanoseconds{1234},
                  .attributes = {{"http.response.status_code", 503}, {"http.route", "/v1/me"}}};
  const auto body = json::parse(to_otlp_json({"gatehouse", "1.2.3", "one"}, std::span(&span, 1)));
  const auto expected = json::parse(R"({"resourceSpans":[{
    "resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"gatehouse"}},
      {"key":"service.version","value":{"stringValue":"1.2.3"}},
      {"key":"service.instance.id","value":{"stringValue":"one"}}]},
    "scopeSpans":[{"scope":{"name":"gatehouse","version":"1.2.3"},"spans":[{
      "traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"01020304050607ab",
      "parentSpanId":"00f067aa0ba902b7","traceState":"a=1","flags":769,"name":"showMe","kind":2,
      "startTimeUnixNano":"1700000000000001000","endTimeUnixNano":"1700000000000002234",
      "attributes":[{"key":"http.response.status_code","value":{"intValue":"503"}},
                    {"key":"http.route","value":{"stringValue":"/v1/me"}}],
      "status":{"code":2}}]}]}]})");
  EXPECT_EQ(body, expected) << body;
}

TEST(Otlp, RootSpansHaveNoParent) {
  const Span span{.trace = TraceContext::join(""), .name = "work"};
  const auto body = json::parse(to_otlp_json({}, std::span(&span, 1)));
  const auto& written = body.at_pointer("/resourceSpans/0/scopeSpans/0/spans/0").as_object();
  EXPECT_FALSE(written.contains("parentSpanId"));
  EXPECT_FALSE(written.contains("status"));
  EXPECT_EQ(written.at("flags"), 257);
}

TEST(Otlp, ReadsHowManySpansWereRefused) {
  EXPECT_EQ(rejected_spans(R"({"partialSuccess":{"rejectedSpans":"7","errorMessage":"x"}})"), 7);
  EXPECT_EQ(rejected_spans(R"({"partialSuccess":{"rejectedSpans":3}})"), 3);
  for (const auto* none : {"", "{}", "[]", "not JSON", R"({"partialSuccess":{}})",
                           R"({"partialSuccess":{"rejectedSpans":-1}})",
                           R"({"partialSuccess":{"rejectedSpans":true}})"}) {
    EXPECT_EQ(rejected_spans(none), 0) << none;
  }
}

}  // namespace
}  // namespace gatehouse::telemetry
