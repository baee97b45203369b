#include <gatehouse/base/encoding.hpp>

#include <gtest/gtest.h>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse {
namespace {

TEST(Base64url, DecodesOnlyWhatTheEncoderWrites) {
  EXPECT_EQ(encode_base64url("\xff\xfe\xfd"), "__79");
  EXPECT_EQ(decode_base64url("__79"), "\xff\xfe\xfd");
  EXPECT_EQ(decode_base64url("Zg"), "f");
  EXPECT_FALSE(decode_base64url("Zh")) << "stray bits";
  EXPECT_FALSE(decode_base64url("Zg=="));
  EXPECT_FALSE(decode_base64url("Z"));
  EXPECT_FALSE(decode_base64url("a b"));
  EXPECT_FALSE(decode_base64url("+/79"));
}

TEST(Base64, NeedsItsPadding) {
  EXPECT_EQ(encode_base64("f"), "Zg==");
  EXPECT_EQ(decode_base64("Zm8="), "fo");
  EXPECT_FALSE(decode_base64("Zm8"));
  EXPECT_FALSE(decode_base64("Z==="));
}

TEST(Hex, AcceptsBothCases) {
  EXPECT_EQ(decode_hex("0aFf"), std::string("\x0a\xff", 2));
  EXPECT_FALSE(decode_hex("0"));
  EXPECT_FALSE(decode_hex("0g"));
}

TEST(Rfc3339, ParsesOffsetsAndRefusesNonsense) {
  EXPECT_EQ(format_rfc3339(*parse_rfc3339("2026-02-28T23:59:59.5+06:00")),
            "2026-02-28T17:59:59.500Z");
  for (const auto* bad : {"2026-02-30T00:00:00Z", "2026-02-28", "2026-02-28T24:00:00Z",
                          "2026-02-28T00:00:60Z", "2026-02-28T00:00:00", "2026-02-28T00:00:00.Z",
                          "2026-02-28T00:00:00Zx", "2026-02-28 00:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndStumps) {
  EXPECT_TRUE(is_utf8("বাংলা"));
  EXPECT_EQ(utf8_length("বাংলা"), 5U);
  for (const auto* bad : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\xa6", "\x80"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
  EXPECT_TRUE(has_control_characters("a\u202eb"));
  EXPECT_FALSE(has_control_characters("Ünïcode ok"));
}

TEST(Secret, ComparesInConstantTimeByValue) {
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "ab"));
  Secret a{"value"};
  const Secret b = std::move(a);
  EXPECT_EQ(b.reveal(), "value");
  EXPECT_TRUE(a.empty());
}

}  // namespace
}  // namespace gatehouse
