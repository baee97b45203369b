#include <gatehouse/platform/sms/parts.hpp>

#include <string>

#include <gtest/gtest.h>

namespace gatehouse::sms {
namespace {

std::string times(int n, std::string_view text) {
  std::string out;
  for (int i = 0; i < n; ++i) out += text;
  return out;
}

TEST(Parts, Gsm7Takes160SeptetsOr153ForEachPart) {
  EXPECT_EQ(count_parts("").count, 0);
  EXPECT_EQ(count_parts(times(160, "a")).count, 1);
  EXPECT_EQ(count_parts(times(161, "a")).count, 2);
  EXPECT_EQ(count_parts(times(306, "a")).count, 2);
  EXPECT_EQ(count_parts(times(307, "a")).count, 3);
  EXPECT_FALSE(count_parts("è@£\n€{}").is_unicode);
}

TEST(Parts, AnEscapedCharacterTakesTwoSeptetsAndIsNotCut) {
  EXPECT_EQ(count_parts(times(80, "€")).count, 1);
  EXPECT_EQ(count_parts(times(81, "€")).units, 162);
  EXPECT_EQ(count_parts(times(152, "€")).count, 2);
  EXPECT_EQ(count_parts(times(153, "€")).count, 3);  // 76 in a part: one septet stays empty
}

TEST(Parts, BanglaTakes70UnitsOr67ForEachPart) {
  EXPECT_TRUE(count_parts("ক").is_unicode);
  EXPECT_EQ(count_parts(times(70, "ক")).count, 1);
  EXPECT_EQ(count_parts(times(71, "ক")).count, 2);
  EXPECT_EQ(count_parts(times(134, "ক")).count, 2);
  EXPECT_EQ(count_parts(times(135, "ক")).count, 3);
}

TEST(Parts, ASurrogatePairIsNotCut) {
  EXPECT_EQ(count_parts(times(35, "😀")).count, 1);
  EXPECT_EQ(count_parts(times(66, "😀")).count, 2);
  EXPECT_EQ(count_parts(times(67, "😀")).count, 3);
}

}  // namespace
}  // namespace gatehouse::sms
