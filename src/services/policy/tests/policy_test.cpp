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

TEST(Policy, HoursFollowTheClockOfAPlace) {
  constexpr auto dhaka = R"({"hours":{"from":"08:00","to":"18:00","time_zone":"Asia/Dhaka"}})";
  EXPECT_TRUE(allowed(dhaka, inside, "2026-01-01T02:00:00Z"));
  EXPECT_FALSE(allowed(dhaka, inside, "2026-01-01T01:59:59.999Z"));
  EXPECT_TRUE(allowed(dhaka, inside, "2026-07-01T11:59:59Z"));
  EXPECT_FALSE(allowed(dhaka, inside, "2026-07-01T12:00:00Z"));
  constexpr auto utc = R"({"hours":{"from":"08:00","to":"18:00","time_zone":"UTC"}})";
  EXPECT_TRUE(allowed(utc, inside, "2026-01-01T08:00:00Z"));
  EXPECT_FALSE(allowed(utc, inside, "2026-01-01T07:59:00Z"));
  // Half and quarter hours, and the other side of midnight.
  constexpr auto kathmandu =
      R"({"hours":{"from":"00:00","to":"00:30","time_zone":"Asia/Kathmandu"}})";
  EXPECT_TRUE(allowed(kathmandu, inside, "2026-01-01T18:15:00Z"));
  EXPECT_FALSE(allowed(kathmandu, inside, "2026-01-01T18:45:00Z"));
  constexpr auto auckland =
      R"({"hours":{"from":"09:00","to":"17:00","time_zone":"Pacific/Auckland"}})";
  EXPECT_TRUE(allowed(auckland, inside, "2026-01-01T20:00:00Z")) << "09:00 of the next day";
}

TEST(Policy, HoursMoveWithDaylightSavingTime) {
  constexpr auto berlin = R"({"hours":{"from":"08:00","to":"18:00","time_zone":"Europe/Berlin"}})";
  EXPECT_FALSE(allowed(berlin, inside, "2026-03-28T06:30:00Z")) << "07:30 in winter";
  EXPECT_TRUE(allowed(berlin, inside, "2026-03-28T07:00:00Z"));
  EXPECT_TRUE(allowed(berlin, inside, "2026-03-29T06:00:00Z"))
      << "08:00 on the first day of summer time";
  EXPECT_FALSE(allowed(berlin, inside, "2026-03-29T05:59:00Z"));
  EXPECT_TRUE(allowed(berlin, inside, "2026-10-24T06:00:00Z"));
  EXPECT_FALSE(allowed(berlin, inside, "2026-10-25T06:00:00Z"))
      << "07:00 on the first day of winter time";
  EXPECT_TRUE(allowed(berlin, inside, "2026-10-25T07:00:00Z"));

  // The hour that is skipped is never, the hour that comes twice is allowed twice.
  constexpr auto early = R"({"hours":{"from":"02:00","to":"03:00","time_zone":"Europe/Berlin"}})";
  EXPECT_FALSE(allowed(early, inside, "2026-03-29T00:59:00Z"));
  EXPECT_FALSE(allowed(early, inside, "2026-03-29T01:00:00Z"));
  EXPECT_TRUE(allowed(early, inside, "2026-10-25T00:30:00Z"));
  EXPECT_TRUE(allowed(early, inside, "2026-10-25T01:30:00Z"));
  EXPECT_FALSE(allowed(early, inside, "2026-10-25T02:00:00Z"));
}

TEST(Policy, WhatCannotBeUnderstoodAllowsNothing) {
  for (const auto* bad :
       {R"([])", R"("")", R"(null)", R"({"networks":"10.0.0.0/8"})", R"({"networks":["x"]})",
        R"({"networks":[1]})", R"({"networks":null})", R"({"hours":[]})", R"({"hours":{}})",
        R"({"hours":{"from":"8"}})", R"({"hours":{"from":"00:00"}})",
        R"({"hours":{"from":"00:00","to":"25:00"}})", R"({"hours":{"from":"00:00","to":"24:01"}})",
        R"({"hours":{"from":"00:00","to":"23:60"}})", R"({"hours":{"from":"00:00","to":"2 :00"}})",
        R"({"hours":{"from":"09:00","to":"09:00"}})", R"({"hours":{"from":0,"to":24}})",
        R"({"colour":"red"})", R"({"hours":{"from":"00:00","to":"24:00"},"days":["monday"]})"}) {
    EXPECT_FALSE(allowed(bad, inside, "2026-01-01T12:00:00Z")) << bad;
    EXPECT_FALSE(check_restrictions(boost::json::parse(bad)).empty()) << bad;
  }
}

TEST(Policy, HoursHaveNoOtherMembersAndOneKnownZone) {
  const auto hours = [](const std::string& more) {
    return R"({"hours":{"from":"00:00","to":"24:00")" + more + "}}";
  };
  const auto understood = [](const std::string& restrictions) {
    return check_restrictions(boost::json::parse(restrictions)).empty() &&
           allowed(restrictions.c_str(), inside, "2026-01-01T12:00:00Z");
  };
  for (const auto* good :
       {"", R"(,"time_zone":"Asia/Dhaka")", R"(,"time_zone":"UTC")",
        R"(,"time_zone":"America/Argentina/Buenos_Aires")", R"(,"utc_offset_minutes":-1080)",
        R"(,"utc_offset_minutes":1080)", R"(,"utc_offset_minutes":0)"}) {
    EXPECT_TRUE(understood(hours(good))) << good;
  }
  for (const auto* bad : {R"(,"timezone":"Asia/Dhaka")",
                          R"(,"days":["monday"])",
                          R"(,"From":"00:00")",
                          R"(,"time_zone":"Asia/Daka")",
                          R"(,"time_zone":"asia/dhaka")",
                          R"(,"time_zone":"BST")",
                          R"(,"time_zone":"EST5EDT")",
                          R"(,"time_zone":"GMT+06:00")",
                          R"(,"time_zone":"Etc/Unknown")",
                          R"(,"time_zone":"")",
                          R"(,"time_zone":"/")",
                          R"(,"time_zone":"../etc/passwd")",
                          R"(,"time_zone":"Asia/Dhaka\u0000")",
                          R"(,"time_zone":"\ud83d\ude00/x")",
                          R"(,"time_zone":360)",
                          R"(,"time_zone":null)",
                          R"(,"time_zone":"Asia/Dhaka","utc_offset_minutes":360)",
                          R"(,"utc_offset_minutes":1081)",
                          R"(,"utc_offset_minutes":-1081)",
                          R"(,"utc_offset_minutes":9223372036854775807)",
                          R"(,"utc_offset_minutes":-9223372036854775808)",
                          R"(,"utc_offset_minutes":6.0)",
                          R"(,"utc_offset_minutes":"360")",
                          R"(,"utc_offset_minutes":null)"}) {
    EXPECT_FALSE(understood(hours(bad))) << bad;
  }
}

TEST(Policy, SaysWhatIsWrong) {
  EXPECT_NE(check_restrictions(boost::json::parse(R"({"colour":"red"})")).find("colour"),
            std::string::npos);
  EXPECT_NE(check_restrictions(boost::json::parse(R"({"hours":{}})")).find("time_zone"),
            std::string::npos);
}

}  // namespace
}  // namespace gatehouse::services
