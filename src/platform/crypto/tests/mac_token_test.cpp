#include <gatehouse/platform/crypto/mac_token.hpp>

#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>

namespace gatehouse::crypto {
namespace {

class MacTokenTest : public testing::Test {
 protected:
  KeyEncryptionKey first_{.id = "1", .key = Secret{random_string(32)}};
  KeyEncryptionKey second_{.id = "2", .key = Secret{random_string(32)}};
  MacTokens tokens_{KeyRing{{first_}}, "devices"};
};

TEST_F(MacTokenTest, GivesItsPayloadBack) {
  for (const std::string& payload :
       {std::string(), std::string("dev_01"), std::string("\0\xff", 2), std::string(735, 'x')}) {
    EXPECT_EQ(tokens_.open(tokens_.make(payload).reveal()), payload);
  }
}

TEST_F(MacTokenTest, MeansNothingToAnotherPurposeOrKey) {
  const auto token = tokens_.make("dev_01").reveal();
  EXPECT_FALSE((MacTokens{KeyRing{{first_}}, "cursors"}.open(token)));
  EXPECT_FALSE((MacTokens{KeyRing{{second_}}, "devices"}.open(token)));
  EXPECT_EQ(MacTokens{KeyRing{{first_}}.derive("devices")}.open(token), "dev_01");
}

TEST_F(MacTokenTest, OutlivesARotationUntilItsKeyIsTakenOut) {
  const auto token = tokens_.make("dev_01").reveal();
  const MacTokens rotated{KeyRing{{second_, first_}}, "devices"};
  EXPECT_EQ(rotated.open(token), "dev_01");
  const auto next = rotated.make("dev_02").reveal();
  EXPECT_EQ((MacTokens{KeyRing{{second_}}, "devices"}.open(next)), "dev_02");
  EXPECT_FALSE(tokens_.open(next));
}

TEST_F(MacTokenTest, AChangeAtAnyPositionIsNoticed) {
  const auto token = tokens_.make("dev_01").reveal();
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : {'A', 'z', '_', '='}) {
      auto changed = token;
      if (changed[i] == c) continue;
      changed[i] = c;
      EXPECT_FALSE(tokens_.open(changed)) << i << c;
    }
    EXPECT_FALSE(tokens_.open(token.substr(0, i)));
    EXPECT_FALSE(tokens_.open(token.substr(i + 1)));
  }
  EXPECT_FALSE(tokens_.open(token + "A"));
  EXPECT_FALSE(tokens_.open(token + "\n"));
}

TEST_F(MacTokenTest, TooLongTextsAreNotLookedAt) {
  EXPECT_FALSE(tokens_.open(std::string(max_mac_token_bytes + 4, 'A')));
}

}  // namespace
}  // namespace gatehouse::crypto
