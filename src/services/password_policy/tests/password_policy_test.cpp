#include <gatehouse/services/password_policy.hpp>

#include <gtest/gtest.h>

#include <gatehouse/test/temp_dir.hpp>

#include "breach.hpp"

namespace gatehouse::services {
namespace {

Result<> checked(const std::string& password, const std::vector<std::string>& personal = {},
                 bool has_second_factor = false) {
  return PasswordPolicy({}, nullptr).check(Secret{password}, personal, has_second_factor, "/new");
}

TEST(PasswordPolicy, CountsCharactersNotBytes) {
  const std::string letter = "ক";  // three bytes
  std::string fourteen;
  for (int i = 0; i < 14; ++i) fourteen += letter;
  const auto refused = checked(fourteen);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::validation_failed);
  EXPECT_EQ(refused.error().violations.at(0).pointer, "/new");
  EXPECT_EQ(refused.error().violations.at(0).rule, "length");
  EXPECT_TRUE(checked("রহিম চাচা নদী পার"));
}

TEST(PasswordPolicy, BesideAnotherFactorEightCharactersAreEnough) {
  EXPECT_FALSE(checked("x7#kQ!vb"));
  EXPECT_TRUE(checked("x7#kQ!vb", {}, true));
  EXPECT_FALSE(checked("x7#kQ!v", {}, true));
}

TEST(PasswordPolicy, TakesAtMost1024Bytes) {
  std::string text = "correct horse battery staple 9 ";
  while (text.size() < 1024) text += 'x';
  EXPECT_TRUE(checked(text));
  const auto refused = checked(text + "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().violations.at(0).rule, "length");
}

TEST(PasswordPolicy, RefusesWhatIsGuessedEasily) {
  for (const auto* weak : {"passwordpassword", "qwertyuiopasdfgh", "aaaaaaaaaaaaaaaaaaaa",
                           "123456789012345678", "19991231199912311999"}) {
    const auto refused = checked(weak);
    ASSERT_FALSE(refused) << weak;
    EXPECT_EQ(refused.error().code, ErrorCode::password_too_weak) << weak;
  }
  EXPECT_TRUE(checked("correct horse battery staple 9"));
}

TEST(PasswordPolicy, KnowsWhatAnAddressAndANameAreMadeOf) {
  const std::string address = "jahanara.chowdhury@example.com";
  for (const auto* own : {"jahanara.chowdhury@example.com", "jahanara.chowdhury1",
                          "JahanaraChowdhury", "chowdhuryjahanara1", "Chowdhury.Jahanara"}) {
    EXPECT_TRUE(checked(own)) << own << " is strong for others";
    const auto refused = checked(own, {"", address});
    ASSERT_FALSE(refused) << own;
    EXPECT_EQ(refused.error().code, ErrorCode::password_too_weak) << own;
  }
  EXPECT_FALSE(checked("JahanaraChowdhury", {"Jahanara Chowdhury"}));
  EXPECT_TRUE(checked("correct horse battery staple 9", {"Jahanara Chowdhury", address}));
}

TEST(PasswordPolicy, MakesNothingOfPersonalWordsThatAreEmptyOrOdd) {
  const std::vector<std::string> odd{"",
                                     "@",
                                     "@example.com",
                                     "a@",
                                     "....",
                                     "a b c",
                                     std::string(100'000, '@'),
                                     std::string(100'000, 'z')};
  EXPECT_TRUE(checked("correct horse battery staple 9", odd));
}

TEST(PasswordPolicy, AsksTheListBeforeItJudgesStrength) {
  const test::TempDir folder;
  const Secret known{"passwordpassword"};
  const auto file = folder.write("list", breach_digits(known) + ":5\n");
  const PasswordPolicy policy({}, std::make_shared<const BreachedPasswords>(file.string()));
  const auto refused = policy.check(known, {}, false, "/new");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::password_breached);
  EXPECT_EQ(refused.error().violations.at(0).pointer, "/new");
  EXPECT_TRUE(policy.check(Secret{"correct horse battery staple 9"}, {}, false));
}

}  // namespace
}  // namespace gatehouse::services
