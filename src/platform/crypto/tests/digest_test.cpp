#include <gatehouse/platform/crypto/digest.hpp>

#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::crypto {
namespace {

TEST(Digest, Sha256GivesTheVectorsOfFips180) {
  EXPECT_EQ(encode_hex(sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(encode_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, Sha1GivesTheVectorsOfFips180) {
  EXPECT_EQ(encode_hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Digest, HmacGivesTheVectorsOfRfc4231) {
  EXPECT_EQ(encode_hex(hmac_sha256(Secret{"Jefe"}, "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(encode_hex(hmac_sha256(Secret{std::string(131, '\xaa')},
                                   "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, HkdfGivesTheVectorOfRfc5869WithoutSalt) {
  EXPECT_EQ(encode_hex(hkdf_sha256(Secret{std::string(22, '\x0b')}, "", 42).reveal()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Digest, HkdfGivesTheVectorsOfRfc5869WithSalt) {
  const auto bytes_from = [](int first, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += static_cast<char>(first + i);
    return out;
  };
  EXPECT_EQ(encode_hex(hkdf_sha256(Secret{std::string(22, '\x0b')}, bytes_from(0, 13),
                                   bytes_from(0xf0, 10), 42)
                           .reveal()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(
      encode_hex(
          hkdf_sha256(Secret{bytes_from(0, 80)}, bytes_from(0x60, 80), bytes_from(0xb0, 80), 82)
              .reveal()),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c6"
      "5e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

TEST(Digest, HkdfKeepsPurposesApart) {
  const Secret key{std::string(32, 'k')};
  EXPECT_EQ(hkdf_sha256(key, "a").reveal(), hkdf_sha256(key, "a").reveal());
  EXPECT_NE(hkdf_sha256(key, "a").reveal(), hkdf_sha256(key, "b").reveal());
  EXPECT_EQ(hkdf_sha256(key, "a").size(), 32U);
}

}  // namespace
}  // namespace gatehouse::crypto
