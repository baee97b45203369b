// aead.hpp, key_ring.hpp and envelope.hpp: what is sealed opens for its key, place and owner only.
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/crypto/aead.hpp>
#include <gatehouse/platform/crypto/envelope.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>

namespace gatehouse::crypto {
namespace {

Secret random_key() { return Secret{random_string(32)}; }

std::string opened(const std::optional<Secret>& secret) {
  return secret ? secret->reveal() : "(nothing)";
}

TEST(Aead, OpensWhatItSealed) {
  const auto key = random_key();
  for (const std::string& plain : {std::string(), std::string("x"), std::string(100'000, 'y')}) {
    const auto sealed = seal(key, plain, "place");
    EXPECT_EQ(sealed.size(), plain.size() + 29);
    EXPECT_EQ(opened(open(key, sealed, "place")), plain);
  }
  EXPECT_NE(seal(key, "same", ""), seal(key, "same", "")) << "the nonce is random";
}

// McGrew and Viega, The Galois/Counter Mode of Operation, test case 16.
TEST(Aead, OpensThePublishedVector) {
  const auto bytes = [](std::string_view hex) { return *decode_hex(hex); };
  const Secret key{bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")};
  const auto sealed = bytes(
      "01"
      "cafebabefacedbaddecaf888"
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(opened(open(key, sealed, bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"))),
            bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
}

TEST(Aead, AnotherKeyContextOrByteDoesNotOpen) {
  const auto key = random_key();
  const auto sealed = seal(key, "passport A0123456", "documents.number");
  EXPECT_FALSE(open(random_key(), sealed, "documents.number"));
  EXPECT_FALSE(open(key, sealed, "documents.numbers"));
  EXPECT_FALSE(open(key, sealed, ""));
  EXPECT_FALSE(open(key, sealed + '\0', "documents.number"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 0x40);
    EXPECT_FALSE(open(key, changed, "documents.number")) << "byte " << i;
    EXPECT_FALSE(open(key, sealed.substr(0, i), "documents.number")) << "cut at " << i;
  }
}

class KeyRings : public testing::Test {
 protected:
  KeyEncryptionKey first_{.id = "2026-01", .key = random_key()};
  KeyEncryptionKey second_{.id = "2026-07", .key = random_key()};
  KeyRing before_{{first_}};
  KeyRing during_{{second_, first_}};
  KeyRing after_{{second_}};
};

TEST_F(KeyRings, OldValuesOpenUntilTheirKeyIsTakenOut) {
  const auto old = before_.seal("secret", "place");
  EXPECT_EQ(opened(before_.open(old, "place")), "secret");
  EXPECT_EQ(opened(during_.open(old, "place")), "secret");
  EXPECT_FALSE(after_.open(old, "place"));
  EXPECT_FALSE(before_.is_outdated(old));
  EXPECT_TRUE(during_.is_outdated(old));
}

TEST_F(KeyRings, TheFirstKeySeals) {
  const auto sealed = during_.seal("secret", "place");
  EXPECT_EQ(during_.sealing_key_id(), "2026-07");
  EXPECT_FALSE(during_.is_outdated(sealed));
  EXPECT_EQ(opened(after_.open(sealed, "place")), "secret");
  EXPECT_FALSE(before_.open(sealed, "place"));
}

TEST_F(KeyRings, ChangedAndShortValuesDoNotOpen) {
  const auto sealed = before_.seal("secret", "place");
  EXPECT_FALSE(before_.open(sealed, "elsewhere"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 0x01);
    EXPECT_FALSE(before_.open(changed, "place")) << "byte " << i;
    EXPECT_FALSE(before_.open(sealed.substr(0, i), "place")) << "cut at " << i;
  }
  const KeyRing renamed{{{.id = "2026-07", .key = first_.key}}};
  EXPECT_FALSE(renamed.open(sealed, "place"));
}

TEST_F(KeyRings, DerivedKeysStayTheSameWhenANewKeyIsPutInFront) {
  EXPECT_EQ(before_.derive("a").reveal(), during_.derive("a").reveal());
  EXPECT_NE(before_.derive("a").reveal(), before_.derive("b").reveal());
  const auto all = during_.derive_all("a");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].reveal(), after_.derive("a").reveal());
  EXPECT_EQ(all[1].reveal(), before_.derive("a").reveal());
}

using KeyRingsDeathTest = KeyRings;
TEST_F(KeyRingsDeathTest, IdsDiffer) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH((KeyRing{{first_, first_}}), "key.id");
}

TEST_F(KeyRings, ADataKeyIsRewrappedWithoutSealingItsColumnsAnew) {
  const auto key = DataKey::generate();
  const auto column = key.seal("NID 1990123", "documents.number");
  const auto wrapped = key.wrap(before_, "acct_1");
  const auto anew = rewrap(during_, wrapped, "acct_1");
  ASSERT_TRUE(anew);
  EXPECT_FALSE(during_.is_outdated(*anew));
  EXPECT_FALSE(DataKey::unwrap(after_, wrapped, "acct_1"));
  EXPECT_FALSE(rewrap(after_, wrapped, "acct_1"));
  const auto unwrapped = DataKey::unwrap(after_, *anew, "acct_1");
  ASSERT_TRUE(unwrapped);
  EXPECT_EQ(opened(unwrapped->open(column, "documents.number")), "NID 1990123");
}

TEST_F(KeyRings, ADataKeyBelongsToOneAccount) {
  const auto key = DataKey::generate();
  const auto wrapped = key.wrap(before_, "acct_1");
  EXPECT_FALSE(DataKey::unwrap(before_, wrapped, "acct_2"));
  const auto column = key.seal("value", "documents.number");
  EXPECT_FALSE(key.open(column, "documents.issuer"));
  EXPECT_FALSE(DataKey::generate().open(column, "documents.number"))
      << "nothing but the data key opens it: without its row the value is gone";
}

TEST_F(KeyRings, OnlyAWrappedKeyUnwraps) {
  EXPECT_FALSE(DataKey::unwrap(before_, "", "acct_1"));
  const auto other = before_.seal(std::string(32, 'k'), "acct_1");
  EXPECT_FALSE(DataKey::unwrap(before_, other, "acct_1")) << "sealed for another use of the ring";
  const auto odd = before_.seal("short", "data key of acct_1");
  EXPECT_FALSE(DataKey::unwrap(before_, odd, "acct_1"));
}

}  // namespace
}  // namespace gatehouse::crypto
