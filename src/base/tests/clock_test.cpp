#include <gatehouse/base/clock.hpp>

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Rfc3339, IsWrittenInUtcWithMilliseconds) {
  EXPECT_EQ(format_rfc3339({}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(*parse_rfc3339("2024-02-29T23:59:59.987654+05:30")),
            "2024-02-29T18:29:59.987Z");
  EXPECT_EQ(format_rfc3339(*parse_rfc3339("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(*parse_rfc3339("9999-12-31T23:59:59Z")), "9999-12-31T23:59:59.000Z");
  EXPECT_EQ(format_rfc3339(*parse_rfc3339("0001-01-01T00:00:00Z")), "0001-01-01T00:00:00.000Z");
}

TEST(Rfc3339, IsReadStrictly) {
  for (const auto* bad :
       {"", "2024-02-30T00:00:00Z", "2024-02-29", "2024-02-29T24:00:00Z", "2024-02-29T00:00:60Z",
        "2024-02-29T00:00:00", "2024-02-29T00:00:00+24:00", "2024-02-29T00:00:00Z ",
        "2024-02-29 00:00:00Z", "2024-02-29T00:00:00.Z", "2024-02-29T00:00:00.1234567890Z"}) {
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  }
}

}  // namespace
}  // namespace gatehouse
