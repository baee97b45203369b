#include <gatehouse/platform/api/trace.hpp>

#include <gtest/gtest.h>

namespace gatehouse::api {
namespace {

constexpr std::string_view example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceContext, JoinsTheCallersTrace) {
  const auto context = TraceContext::join(example);
  EXPECT_TRUE(context.sampled);
  const auto onward = context.traceparent();
  EXPECT_EQ(onward.substr(0, 36), example.substr(0, 36));
  EXPECT_NE(onward.substr(36, 16), example.substr(36, 16)) << "this request is a span of its own";
  EXPECT_EQ(context.parent_id, parse_traceparent(example)->parent_id);
}

TEST(TraceContext, StartsATraceWhenTheHeaderIsMalformed) {
  for (const std::string bad : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x"}) {
    EXPECT_FALSE(parse_traceparent(bad)) << bad;
  }
  const auto one = TraceContext::join("");
  const auto two = TraceContext::join("");
  EXPECT_NE(one.trace_id, two.trace_id);
  EXPECT_FALSE(one.sampled);
}

TEST(TraceContext, ReadsLaterVersions) {
  EXPECT_TRUE(parse_traceparent("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"));
}

}  // namespace
}  // namespace gatehouse::api
