#include <gatehouse/services/policy.hpp>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace gatehouse::services {
namespace {

const auto inside = *IpAddress::parse("10.1.2.3");
const auto outside = *IpAddress::parse("192.0.2.1");

bool allowed(const char* restrictions, const IpAddress& address, const char* time) {
  return allows_sign_in(boost::json::parse(restrictions), address, *parse_rfc3339(time));
}

TEST(Policy, NoRestrictionAllowsEverything) {
  EXPECT_TRUE(allowed("{}", outside, "2026-01-01T03:00:00Z"));
}

TEST(Policy, NetworksAreTheOnlyOnes) {
  EXPECT_TRUE(allowed(R"({"networks":["10.0.0.0/8"]})", inside, "2026-01-01T03:00:00Z"));
  EXPECT_FALSE(allowed(R"({"networks":["10.0.0.0/8"]})", outside, "2026-01-01T03:00:00Z"));
  EXPECT_FALSE(allowed(R"({"networks":[]})", inside, "2026-01-01T03:00:00Z"));
}

TEST(Policy, HoursFollowTheirOffsetAndSpanMidnight) {
  constexpr auto dhaka = R"({"hours":{"from":"08:00","to":"18:00","utc_offset_minutes":360}})";
  EXPECT_TRUE(allowed(dhaka, inside, "2026-01-01T02:00:00Z"));
  EXPECT_FALSE(allowed(dhaka, inside, "2026-01-01T01:59:59Z"));
  EXPECT_FALSE(allowed(dhaka, inside, "2026-01-01T12:00:00Z"));
  constexpr auto night = R"({"hours":{"from":"22:00","to":"06:00"}})";
  EXPECT_TRUE(allowed(night, inside, "2026-01-01T23:00:00Z"));
  EXPECT_TRUE(allowed(night, inside, "2026-01-01T05:59:00Z"));
  EXPECT_FALSE(allowed(night, inside, "2026-01-01T12:00:00Z"));
}

TEST(Policy, WhatCannotBeUnderstoodAllowsNothing) {
  for (const auto* bad : {R"([])", R"({"networks":"10.0.0.0/8"})", R"({"networks":["x"]})",
                          R"({"hours":{"from":"8"}})", R"({"hours":{"from":"08:00","to":"25:00"}})",
                          R"({"colour":"red"})"}) {
    EXPECT_FALSE(allowed(bad, inside, "2026-01-01T12:00:00Z")) << bad;
  }
}

}  // namespace
}  // namespace gatehouse::services
