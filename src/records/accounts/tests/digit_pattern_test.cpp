#include "digit_pattern.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gatehouse::records {
namespace {

TEST(DigitPattern, KnowsEachFormOfTheMetadata) {
  EXPECT_TRUE(matches("12", "12"));
  EXPECT_FALSE(matches("12", "1"));
  EXPECT_FALSE(matches("12", "123"));
  EXPECT_TRUE(matches("\\d{3}", "904"));
  EXPECT_FALSE(matches("\\d{3}", "90"));
  EXPECT_TRUE(matches("[13-59]7", "47"));
  EXPECT_FALSE(matches("[13-59]7", "27"));
  EXPECT_TRUE(matches("8?1", "1"));
  EXPECT_TRUE(matches("8?1", "81"));
  EXPECT_FALSE(matches("8?1", "881"));
  for (const auto* digits : {"11", "111", "1111"}) EXPECT_TRUE(matches("1{2,4}", digits));
  for (const auto* digits : {"1", "11111"}) EXPECT_FALSE(matches("1{2,4}", digits));
  EXPECT_TRUE(matches("(?:1[23]|4(?:5|67))\\d|9", "4670"));
  EXPECT_TRUE(matches("(?:1[23]|4(?:5|67))\\d|9", "9"));
  EXPECT_FALSE(matches("(?:1[23]|4(?:5|67))\\d|9", "460"));
  EXPECT_TRUE(matches("(?:12|3){2}4", "1234"));
  EXPECT_FALSE(matches("", ""));
}

TEST(DigitPattern, TriesEveryWayToDivideTheDigits) {
  EXPECT_TRUE(matches("1{1,3}12", "112"));
  EXPECT_TRUE(matches("(?:1|11)(?:2|12)3", "1123"));
}

TEST(DigitPattern, TellsTheLengthsOfPrefixes) {
  EXPECT_EQ(match_lengths("0|01", "0123"), 0b110U);
  EXPECT_EQ(match_lengths("0?", "123"), 0b1U);
  EXPECT_EQ(match_lengths("9", "123"), 0U);
}

TEST(DigitPattern, TakesNoLongerForPatternsThatMakeBacktrackingRunAway) {
  const std::string nested = "(?:(?:(?:1?1?){9}(?:1?1?){9}){9}){9}2";
  EXPECT_FALSE(matches(nested, std::string(31, '1')));
}

}  // namespace
}  // namespace gatehouse::records
