#include <gatehouse/platform/crypto/key_agreement.hpp>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::crypto {
namespace {

// RFC 5903 section 8.1.
const std::string number_i =
    *decode_hex("C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433");
const std::string point_i = *decode_hex(
    "04DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180"
    "5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3");
const std::string number_r =
    *decode_hex("C6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53");
const std::string point_r = *decode_hex(
    "04D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63"
    "56FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB");

std::string changed(std::string point, std::size_t at) {
  point[at] = static_cast<char>(point[at] ^ 1);
  return point;
}

TEST(KeyAgreement, BothSidesGetTheSecretOfRfc5903) {
  const auto i = AgreementKey::from_raw(Secret{number_i}, point_i);
  const auto r = AgreementKey::from_raw(Secret{number_r}, point_r);
  ASSERT_TRUE(i && r);
  const auto* expected = "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de";
  EXPECT_EQ(encode_hex(i->agree(point_r)->reveal()), expected);
  EXPECT_EQ(encode_hex(r->agree(point_i)->reveal()), expected);
  EXPECT_EQ(i->point(), point_i);
}

TEST(KeyAgreement, NewPairsAgreeAndDiffer) {
  const auto a = AgreementKey::generate();
  const auto b = AgreementKey::generate();
  EXPECT_NE(a.point(), b.point());
  EXPECT_TRUE(is_p256_point(a.point()));
  EXPECT_EQ(a.agree(b.point())->reveal(), b.agree(a.point())->reveal());
  EXPECT_NE(a.agree(b.point())->reveal(), a.agree(a.point())->reveal());
}

TEST(KeyAgreement, OnlyUncompressedPointsOnTheCurveArePoints) {
  ASSERT_TRUE(is_p256_point(point_i));
  std::string hybrid = point_i;
  hybrid[0] = '\x07';
  std::string beyond_the_prime(65, '\xff');
  beyond_the_prime[0] = '\x04';
  std::string origin(65, '\0');
  origin[0] = '\x04';
  for (const auto& point :
       {std::string{}, std::string(1, '\0'), std::string(65, '\0'), origin, beyond_the_prime,
        hybrid, changed(point_i, 1), changed(point_i, 64), point_i.substr(0, 64), point_i + '\0',
        "\x03" + point_i.substr(1, 32)}) {
    EXPECT_FALSE(is_p256_point(point)) << encode_hex(point);
    EXPECT_FALSE(AgreementKey::generate().agree(point)) << encode_hex(point);
  }
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(KeyAgreement, APairWhoseHalvesDoNotBelongTogetherIsRefused) {
  EXPECT_FALSE(AgreementKey::from_raw(Secret{number_i}, point_r));
  EXPECT_FALSE(AgreementKey::from_raw(Secret{number_i}, changed(point_i, 20)));
  EXPECT_FALSE(AgreementKey::from_raw(Secret{number_i.substr(1)}, point_i));
  EXPECT_FALSE(AgreementKey::from_raw(Secret{std::string(32, '\0')}, point_i));
  EXPECT_FALSE(AgreementKey::from_raw(Secret{std::string(32, '\xff')}, point_i));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace gatehouse::crypto
