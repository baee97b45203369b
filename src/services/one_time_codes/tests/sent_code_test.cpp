#include <gatehouse/services/one_time_codes/sent_code.hpp>

#include <set>

#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>

namespace gatehouse::services {
namespace {

std::string normalised(const std::string& typed, int digits = 6) {
  const auto code = normalise_code(Secret{typed}, digits);
  return code ? code->reveal() : "refused";
}

TEST(SentCodes, AreSixDigitsOfWhichEachIsEquallyLikely) {
  std::array<int, 10> counts{};
  for (int i = 0; i < 10'000; ++i) {
    const auto code = make_code();
    ASSERT_EQ(normalised(code.reveal()), code.reveal());
    for (const char digit : code.reveal()) ++counts.at(static_cast<std::size_t>(digit - '0'));
  }
  // Expected 6000 each, with a standard deviation of 73.
  for (const int count : counts) EXPECT_NEAR(count, 6000, 600);
}

TEST(TypedCodes, MayHaveSpaces) {
  EXPECT_EQ(normalised("123456"), "123456");
  EXPECT_EQ(normalised(" 012 345 "), "012345");
  EXPECT_EQ(normalised("1234 5678", 8), "12345678");
}

TEST(TypedCodes, MayHaveBanglaDigits) {
  EXPECT_EQ(normalised("০১২৩৪৫"), "012345");
  EXPECT_EQ(normalised("৬৭৮ 9৮9"), "678989");
}

TEST(TypedCodes, OfAnotherLengthAreRefused) {
  for (const char* typed : {"", " ", "12345", "1234567", "০১২৩৪", "০১২৩৪৫৬"})
    EXPECT_EQ(normalised(typed), "refused") << typed;
  EXPECT_EQ(normalised(std::string(100'000, ' ') + "123456"), "refused");
}

TEST(TypedCodes, OfAnythingElseAreRefused) {
  for (const char* typed :
       {"12345a", "+12345", "-12345", "1.2345", "123\t456", "123456\n", "１２３４５６", "٠١٢٣٤٥",
        "१२३४५६", "12345৺", "12345৥", "12345\xe0", "12345\xe0\xa7", "12345\xe0\xa7\xff"})
    EXPECT_EQ(normalised(typed), "refused") << typed;
  EXPECT_EQ(normalised(std::string("123456\0", 7)), "refused");
  EXPECT_EQ(normalised(std::string("12345\0", 6)), "refused");
}

class CodeMacTest : public testing::Test {
 protected:
  crypto::KeyRing ring_{{{.id = "1", .key = Secret{std::string(32, 'k')}}}};
  Secret key_ = ring_.derive("sign-in codes");
  Secret code_{"123456"};
  AccountId account_ = AccountId::make(Timestamp{});
};

// printf 'reg_…123456' | openssl dgst -sha256 -mac HMAC -macopt hexkey:…
TEST_F(CodeMacTest, IsWhatTheOpensslCommandSays) {
  std::string key;
  for (char byte = 0; byte < 32; ++byte) key.push_back(byte);
  const auto id = RegistrationId::parse("reg_01h455vb4pex5vsknk084sn02q");
  ASSERT_TRUE(id);
  EXPECT_EQ(encode_hex(code_mac(Secret{key}, *id, code_)),
            "7021100b333d746c15a597ee784c370c2ea82ef4447acd6fd7f51191dc323828");
}

TEST_F(CodeMacTest, OfOneRowPurposeOrCodeIsNothingForAnother) {
  const auto mac = code_mac(key_, account_, code_);
  EXPECT_EQ(mac.size(), 32U);
  EXPECT_EQ(mac, code_mac(key_, account_, code_));
  EXPECT_NE(mac, code_mac(key_, AccountId::make(Timestamp{}), code_));
  EXPECT_NE(mac, code_mac(key_, RegistrationId{account_.uuid}, code_));
  EXPECT_NE(mac, code_mac(ring_.derive("recovery codes"), account_, code_));
  EXPECT_NE(mac, code_mac(key_, account_, Secret{"123457"}));
}

}  // namespace
}  // namespace gatehouse::services
