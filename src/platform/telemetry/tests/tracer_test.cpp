#include <gatehouse/platform/telemetry/tracer.hpp>

#include <gtest/gtest.h>

#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::telemetry {
namespace {

constexpr std::string_view sampled_parent =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr std::string_view ignored_parent =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

struct Tracing : testing::Test {
  ManualClock clock;
};

TEST_F(Tracing, FollowsTheCallersDecision) {
  const Tracer never(clock, {.ratio = 0});
  const Tracer always(clock, {.ratio = 1});
  EXPECT_TRUE(never.samples(TraceContext::join(sampled_parent)));
  EXPECT_FALSE(always.samples(TraceContext::join(ignored_parent)));
}

TEST_F(Tracing, SamplesTheConfiguredShareOfNewTraces) {
  const auto share = [&](double ratio) {
    const Tracer tracer(clock, {.ratio = ratio});
    int taken = 0;
    for (int i = 0; i < 10'000; ++i) taken += tracer.samples(TraceContext::join("")) ? 1 : 0;
    return taken;
  };
  EXPECT_EQ(share(0), 0);
  EXPECT_EQ(share(1), 10'000);
  EXPECT_NEAR(share(0.25), 2'500, 300) << "seven standard deviations";
}

TEST_F(Tracing, DecidesByTheIdSoThatInstancesAgree) {
  auto low = TraceContext::join("");
  low.trace_id.back() = 0;
  low.trace_id[8] = 0x1F;
  auto high = low;
  high.trace_id[8] = 0x21;
  const Tracer eighth(clock, {.ratio = 0.125});
  EXPECT_TRUE(eighth.samples(low));
  EXPECT_FALSE(eighth.samples(high));
}

TEST_F(Tracing, DropsAndCountsWhatTheQueueCannotHold) {
  Tracer tracer(clock, {.max_queue = 3});
  for (int i = 0; i < 5; ++i) tracer.record({.name = std::to_string(i)});
  EXPECT_EQ(tracer.dropped(), 2);
  const auto first = tracer.take(2);
  ASSERT_EQ(first.size(), 2);
  EXPECT_EQ(first[0].name, "0");
  EXPECT_EQ(tracer.take(10).size(), 1);
  EXPECT_TRUE(tracer.take(10).empty());
}

TEST_F(Tracing, ChildSpansBelongToTheActivity) {
  Tracer tracer(clock, {});
  const auto trace = TraceContext::join(sampled_parent);
  {
    const ActivityScope scope{{.trace = trace, .tracer = &tracer}};
    ChildSpan span{SpanKind::client};
    ASSERT_TRUE(span);
    span.span().name = "work";
  }
  ASSERT_FALSE(ChildSpan{SpanKind::client}) << "no activity, no span";
  const auto spans = tracer.take(10);
  ASSERT_EQ(spans.size(), 1);
  EXPECT_EQ(spans[0].name, "work");
  EXPECT_EQ(spans[0].trace.parent_id, trace.span_id);
  EXPECT_EQ(spans[0].trace.trace_id, trace.trace_id);
  EXPECT_GE(spans[0].duration.count(), 0);
}

TEST_F(Tracing, SuspensionsPutTheActivityAside) {
  const ActivityScope scope{{.request_id = {'a'}, .round_trips = 7}};
  {
    const Suspension away;
    EXPECT_FALSE(current_activity().is_request());
    EXPECT_EQ(current_activity().round_trips, 0);
    const ActivityScope other{{.request_id = {'b'}}};
  }
  EXPECT_EQ(current_activity().request_id.front(), 'a');
  EXPECT_EQ(current_activity().round_trips, 7);
}

}  // namespace
}  // namespace gatehouse::telemetry
