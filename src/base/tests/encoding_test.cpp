#include <gatehouse/base/encoding.hpp>

#include <gtest/gtest.h>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
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

TEST(TypeId, KeepsItsPrefixAndRefusesOthers) {
  const auto id = AccountId::make(SystemClock{}.now());
  EXPECT_TRUE(id.text().starts_with("acct_"));
  EXPECT_EQ(AccountId::parse(id.text()), id);
  EXPECT_FALSE(SessionId::parse(id.text()));
  EXPECT_FALSE(AccountId::parse("acct_8zzzzzzzzzzzzzzzzzzzzzzzzz")) << "129 bits";
  EXPECT_FALSE(AccountId::parse("acct_" + std::string(26, 'u')));
  // The TypeID specification's own example.
  const auto known = parse_typeid("prefix", "prefix_0123456789abcdefghjkmnpqrs");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->text(), "0110c853-1d09-52d8-d73e-1194e95b5f19");
}

TEST(Uuid, CarriesItsMillisecond) {
  const auto now = *parse_rfc3339("2026-01-31T09:00:00.123Z");
  EXPECT_EQ(Uuid::make(now).time(), now);
  EXPECT_EQ(Uuid::make(now).text()[14], '7');
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
