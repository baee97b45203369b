#include <gatehouse/platform/crypto/content_encryption.hpp>

#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::crypto {
namespace {

TEST(ContentEncryption, GivesTheMessageOfRfc8188) {
  const Secret key{*decode_base64url("yqdlZ-tYemfogSmv7Ws5PQ")};
  const auto salt = *decode_base64url("I1BsxtFttlv3u_Oo94xnmw");
  EXPECT_EQ(encode_base64url(encrypt_content(key, salt, "", "I am the walrus")),
            "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
}

TEST(ContentEncryption, NamesTheKeyAndTakesAnyLengthUpToARecord) {
  const Secret key{std::string(32, 'k')};
  const std::string salt(16, 's');
  const auto coded = encrypt_content(key, salt, "id", "");
  EXPECT_EQ(coded.size(), content_overhead + 2);
  const std::string sizes{"\0\0\x10\0\x02", 5};
  EXPECT_EQ(coded.substr(0, 23), salt + sizes + "id");
  EXPECT_EQ(encrypt_content(key, salt, "", std::string(4079, 'x')).size(), 4079 + content_overhead);
}

}  // namespace
}  // namespace gatehouse::crypto
