#include <cstdlib>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <gatehouse/platform/crypto/jwk.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::crypto {
namespace {

// What the command line tool of OpenSSL writes.
Secret made_by(const std::string& command) {
  const test::TempDir folder;
  const auto file = (folder.path() / "key.pem").string();
  EXPECT_EQ(std::system(("openssl " + command + " >" + file + " 2>/dev/null").c_str()), 0);
  return Secret{test::read_file(file)};
}

std::string pkcs8(const std::string& algorithm) { return "genpkey -algorithm " + algorithm; }

const std::string p256 = pkcs8("EC -pkeyopt ec_paramgen_curve:P-256");

TEST(PemKey, ReadsTheKeysOfEveryAlgorithm) {
  const std::pair<std::string, Algorithm> cases[] = {
      {p256, Algorithm::es256},
      {"ecparam -name prime256v1 -genkey -noout", Algorithm::es256},
      {pkcs8("ED25519"), Algorithm::eddsa},
      {pkcs8("RSA -pkeyopt rsa_keygen_bits:2048"), Algorithm::rs256},
      {"genrsa -traditional 2048", Algorithm::ps256}};
  for (const auto& [command, algorithm] : cases) {
    const auto key = Key::from_pem(made_by(command), algorithm);
    ASSERT_TRUE(key) << command;
    ASSERT_TRUE(key->can_sign()) << command;
    EXPECT_EQ(key->algorithm(), algorithm);
    const auto known = Key::from_jwk(key->public_jwk(), algorithm);
    ASSERT_TRUE(known);
    EXPECT_TRUE(known->verify("data", key->sign("data"))) << command;
  }
}

TEST(PemKey, RefusesAKeyForAnotherAlgorithm) {
  const auto ec = made_by(p256);
  EXPECT_FALSE(Key::from_pem(ec, Algorithm::rs256));
  EXPECT_FALSE(Key::from_pem(ec, Algorithm::eddsa));
  EXPECT_FALSE(Key::from_pem(made_by(pkcs8("ED25519")), Algorithm::es256));
  EXPECT_FALSE(
      Key::from_pem(made_by(pkcs8("RSA -pkeyopt rsa_keygen_bits:2048")), Algorithm::es256));
  EXPECT_FALSE(
      Key::from_pem(made_by(pkcs8("EC -pkeyopt ec_paramgen_curve:P-384")), Algorithm::es256));
  EXPECT_FALSE(Key::from_pem(made_by("ecparam -name secp256k1 -genkey -noout"), Algorithm::es256));
}

TEST(PemKey, RefusesWeakPublicEncryptedAndBrokenKeys) {
  EXPECT_FALSE(
      Key::from_pem(made_by(pkcs8("RSA -pkeyopt rsa_keygen_bits:1024")), Algorithm::rs256));
  EXPECT_FALSE(Key::from_pem(made_by(p256 + " -aes-256-cbc -pass pass:1234"), Algorithm::es256));
  const auto good = made_by(p256);
  EXPECT_FALSE(Key::from_pem(Secret{}, Algorithm::es256));
  EXPECT_FALSE(Key::from_pem(Secret{"-----BEGIN PRIVATE KEY-----\n"}, Algorithm::es256));
  EXPECT_FALSE(Key::from_pem(Secret{good.reveal().substr(0, 100)}, Algorithm::es256));
  const test::TempDir folder;
  const auto file = folder.write("key.pem", good.reveal()).string();
  EXPECT_FALSE(Key::from_pem(made_by("pkey -pubout -in " + file), Algorithm::es256));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace gatehouse::crypto
