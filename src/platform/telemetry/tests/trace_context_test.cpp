#include <gatehouse/platform/telemetry/trace_context.hpp>

#include <gtest/gtest.h>

namespace gatehouse::telemetry {
namespace {

constexpr std::string_view example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceContext, JoinsTheCallersTrace) {
  const auto context = TraceContext::join(example);
  EXPECT_TRUE(context.sampled);
  const auto onward = context.traceparent();
  EXPECT_EQ(onward.substr(0, 36), example.substr(0, 36));
  EXPECT_NE(onward.substr(36, 16), example.substr(36, 16)) << "this request is a span of its own";
  EXPECT_EQ(context.parent_id, parse_traceparent(example)->parent_id);
  EXPECT_EQ(to_hex(context.trace_id), "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST(TraceContext, StartsATraceWhenTheHeaderIsMalformed) {
  for (const std::string bad : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x"}) {
    EXPECT_FALSE(parse_traceparent(bad)) << bad;
  }
  const auto one = TraceContext::join("");
  const auto two = TraceContext::join("");
  EXPECT_NE(one.trace_id, two.trace_id);
  EXPECT_FALSE(one.sampled);
  EXPECT_FALSE(one.has_parent());
}

TEST(TraceContext, ReadsLaterVersions) {
  EXPECT_TRUE(parse_traceparent("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"));
}

TEST(TraceContext, ChildrenPointToTheirParent) {
  const auto parent = TraceContext::join(example, "vendor=1");
  const auto child = parent.child();
  EXPECT_EQ(child.trace_id, parent.trace_id);
  EXPECT_EQ(child.parent_id, parent.span_id);
  EXPECT_NE(child.span_id, parent.span_id);
  EXPECT_EQ(child.state, parent.state);
}

TEST(TraceContext, KeepsAWellFormedTracestateOfAValidParent) {
  const auto context = TraceContext::join(example, "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
  ASSERT_NE(context.state, nullptr);
  EXPECT_EQ(*context.state, "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
  EXPECT_EQ(TraceContext::join("", "rojo=1").state, nullptr)
      << "the standard: with its parent only";
  EXPECT_EQ(TraceContext::join(example, "Rojo=1").state, nullptr);
}

TEST(TraceContext, RefusesMalformedTracestates) {
  for (const std::string good : {"a=1", "tenant@system=x", "a=1, b=2", "a=1,,b=2", "0a_-*/=v v"}) {
    EXPECT_TRUE(is_tracestate(good)) << good;
  }
  std::string many = "a0=1";
  for (int i = 1; i < 33; ++i) many += ",a" + std::to_string(i) + "=1";
  for (const std::string& bad :
       {std::string(), std::string(","), std::string("a"), std::string("=1"), std::string("a="),
        std::string("A=1"), std::string("a=1=2"), std::string("a b=1"), std::string("a=\x01"),
        std::string("a@b@c=1"), "a=" + std::string(257, 'x'), many, std::string(513, ',')}) {
    EXPECT_FALSE(is_tracestate(bad)) << bad;
  }
}

}  // namespace
}  // namespace gatehouse::telemetry
