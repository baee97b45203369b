// Keys that are not what they say.
#include <gatehouse/platform/webauthn/cose_key.hpp>
#include <gatehouse/test/webauthn/authenticator.hpp>

namespace gatehouse::webauthn {
namespace {

std::string ec(int type, int algorithm, int curve, std::string_view x, std::string_view y) {
  return cbor_map({{cbor(1), cbor(type)},
                   {cbor(3), cbor(algorithm)},
                   {cbor(-1), cbor(curve)},
                   {cbor(-2), cbor_bytes(x)},
                   {cbor(-3), cbor_bytes(y)}});
}
std::string rsa(std::string_view n, std::string_view e) {
  return cbor_map({{cbor(1), cbor(3)},
                   {cbor(3), cbor(-257)},
                   {cbor(-1), cbor_bytes(n)},
                   {cbor(-2), cbor_bytes(e)}});
}
std::string okp(int algorithm, int curve, std::string_view x) {
  return cbor_map({{cbor(1), cbor(1)},
                   {cbor(3), cbor(algorithm)},
                   {cbor(-1), cbor(curve)},
                   {cbor(-2), cbor_bytes(x)}});
}

void expect_malformed(const std::string& key) {
  EXPECT_EQ(CoseKey::parse(key).error(), Failure::public_key_malformed) << encode_hex(key);
  // The same key stops a registration and an assertion.
  EXPECT_EQ(refusal({.public_key = key}), Failure::public_key_malformed) << encode_hex(key);
  const Authenticator device;
  auto credential = device.credential();
  credential.public_key = key;
  EXPECT_EQ(verify_assertion(party, device.request(), credential, device.get()).error(),
            Failure::public_key_malformed);
}

TEST(Keys, ArePointsOnTheirOwnCurve) {
  const TestKey p256(Algorithm::es256);
  const TestKey p384(Algorithm::es384);
  ASSERT_TRUE(CoseKey::parse(ec(2, -7, 1, p256.x(), p256.y())));
  auto off = p256.y();
  off.back() = static_cast<char>(off.back() ^ 1);
  expect_malformed(ec(2, -7, 1, p256.x(), off));
  expect_malformed(ec(2, -7, 1, std::string(32, '\0'), std::string(32, '\0')));
  expect_malformed(ec(2, -7, 1, std::string(32, '\xff'), std::string(32, '\xff')));
  expect_malformed(ec(2, -7, 2, p384.x(), p384.y()));
  expect_malformed(ec(2, -35, 1, p256.x(), p256.y()));
  expect_malformed(ec(2, -7, 1, p384.x(), p384.y()));
  expect_malformed(ec(1, -7, 1, p256.x(), p256.y()));
  expect_malformed(ec(3, -7, 1, p256.x(), p256.y()));
  expect_malformed(ec(2, -7, 8, p256.x(), p256.y()));  // secp256k1
  expect_malformed(ec(2, -7, 1, p256.x().substr(1), p256.y()));
  expect_malformed(ec(2, -7, 1, '\0' + p256.x(), p256.y()));
  expect_malformed(ec(2, -7, 1, p256.x(), ""));
}

TEST(Keys, HoldTheirMembersAndNoOther) {
  const TestKey key(Algorithm::es256);
  const auto x = cbor_bytes(key.x());
  const auto y = cbor_bytes(key.y());
  // Key id, compressed point, wrong order, a member twice.
  expect_malformed(cbor_map({{cbor(1), cbor(2)},
                             {cbor(2), cbor_bytes("kid")},
                             {cbor(3), cbor(-7)},
                             {cbor(-1), cbor(1)},
                             {cbor(-2), x},
                             {cbor(-3), y}}));
  expect_malformed(cbor_map({{cbor(1), cbor(2)},
                             {cbor(3), cbor(-7)},
                             {cbor(-1), cbor(1)},
                             {cbor(-2), x},
                             {cbor(-3), "\xf5"}}));
  expect_malformed(cbor_map({{cbor(3), cbor(-7)},
                             {cbor(1), cbor(2)},
                             {cbor(-1), cbor(1)},
                             {cbor(-2), x},
                             {cbor(-3), y}}));
  expect_malformed(cbor_map({{cbor(1), cbor(2)},
                             {cbor(1), cbor(2)},
                             {cbor(3), cbor(-7)},
                             {cbor(-1), cbor(1)},
                             {cbor(-2), x},
                             {cbor(-3), y}}));
  expect_malformed(
      cbor_map({{cbor(1), cbor(2)}, {cbor(-1), cbor(1)}, {cbor(-2), x}, {cbor(-3), y}}));
  EXPECT_EQ(CoseKey::parse(key.cose() + '\0').error(), Failure::public_key_malformed);
  EXPECT_EQ(CoseKey::parse("").error(), Failure::public_key_malformed);
}

TEST(Keys, OfEdwardsCurvesHaveTheirLength) {
  const TestKey key(Algorithm::eddsa);
  ASSERT_TRUE(CoseKey::parse(okp(-8, 6, key.raw())));
  expect_malformed(okp(-8, 6, key.raw().substr(1)));
  expect_malformed(okp(-8, 7, key.raw()));
  expect_malformed(okp(-8, 4, key.raw()));  // X25519
  expect_malformed(okp(-53, 6, key.raw()));
  expect_malformed(okp(-7, 6, key.raw()));
}

TEST(Keys, OfRsaAreStrong) {
  const TestKey key(Algorithm::rs256);
  const auto n = key.number(OSSL_PKEY_PARAM_RSA_N);
  const std::string e("\1\0\1", 3);
  ASSERT_TRUE(CoseKey::parse(rsa(n, e)));
  const TestKey weak(Algorithm::rs256, 1024);
  expect_malformed(rsa(weak.number(OSSL_PKEY_PARAM_RSA_N), e));
  expect_malformed(rsa('\0' + n, e));
  expect_malformed(rsa(n + n + n, e));
  expect_malformed(rsa(n, ""));
  expect_malformed(rsa(n, "\1"));
  expect_malformed(rsa(n, "\2"));
  expect_malformed(rsa(n, '\0' + e));
  expect_malformed(rsa(n, std::string(9, '\1')));
  auto even = n;
  even.back() = static_cast<char>(even.back() & ~1);
  expect_malformed(rsa(even, e));
  // A modulus that is 1 modulo every small prime and more: what the weak generator could have made.
  const crypto::Handle<BIGNUM, BN_free> roca(BN_new());
  BN_one(roca.get());
  for (const unsigned prime : {11U, 13U, 17U, 19U, 37U, 53U, 61U, 71U, 73U, 79U, 97U, 103U, 107U,
                               109U, 127U, 151U, 157U}) {
    BN_mul_word(roca.get(), prime);
  }
  BN_lshift(roca.get(), roca.get(), 2047 - BN_num_bits(roca.get()) + 1);
  BN_add_word(roca.get(), 1);
  std::string modulus(256, '\0');
  BN_bn2binpad(roca.get(), crypto::bytes(modulus), 256);
  expect_malformed(rsa(modulus, e));
}

// An algorithm is the key's, never the response's: no form of one key's signature passes for another.
TEST(Keys, AreForOneAlgorithm) {
  const TestKey key(Algorithm::es256);
  const auto parsed = CoseKey::parse(key.cose());
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->verify("data", key.sign("data")));
  EXPECT_FALSE(parsed->verify("data", key.sign("data", EVP_sha384())));
  EXPECT_FALSE(parsed->verify("data", key.sign("data", EVP_sha1())));
  // Not DER but r‖s; DER with a byte behind it.
  EXPECT_FALSE(parsed->verify("data", std::string(64, '\1')));
  EXPECT_FALSE(parsed->verify("data", key.sign("data") + '\0'));
}

}  // namespace
}  // namespace gatehouse::webauthn
