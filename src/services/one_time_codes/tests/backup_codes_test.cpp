#include <gatehouse/services/one_time_codes/backup_codes.hpp>

#include <map>
#include <set>

#include <gtest/gtest.h>

#include <gatehouse/services/one_time_codes/sent_code.hpp>

namespace gatehouse::services {
namespace {

std::string normalised(const std::string& typed) {
  const auto code = normalise_backup_code(Secret{typed});
  return code ? code->reveal() : "refused";
}

TEST(BackupCodes, AreTenAndNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const auto codes = make_backup_codes();
    EXPECT_EQ(codes.size(), 10U);
    for (const auto& code : codes) EXPECT_TRUE(seen.insert(code.reveal()).second);
  }
}

TEST(BackupCodes, UseEachCharacterOfCrockfordsAlphabetAtEachPlace) {
  std::array<std::map<char, int>, 11> counts;
  for (int i = 0; i < 1000; ++i) {
    for (const auto& code : make_backup_codes()) {
      ASSERT_EQ(code.size(), 11U);
      for (std::size_t place = 0; place < 11; ++place) ++counts.at(place)[code.reveal()[place]];
    }
  }
  EXPECT_EQ(counts[5], (std::map<char, int>{{'-', 10'000}}));
  for (const std::size_t place : {0U, 1U, 2U, 3U, 4U, 6U, 7U, 8U, 9U, 10U}) {
    std::string alphabet;
    for (const auto& [character, count] : counts.at(place)) {
      alphabet.push_back(character);
      // Expected 312.5 each, with a standard deviation of 17.4: fifty bits, none of them lost.
      EXPECT_NEAR(count, 312, 130) << character;
    }
    EXPECT_EQ(alphabet, "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
  }
}

TEST(BackupCodes, AreShownInTheirOneForm) {
  for (const auto& code : make_backup_codes()) EXPECT_EQ(normalised(code.reveal()), code.reveal());
}

TEST(BackupCodes, MayBeTypedInManyWays) {
  for (const char* typed : {"01ABC-DEF10", "01abcdef10", "oIaBc dEfLO", "O1ABC-DEFl0",
                            "-0-1-a-b-c-d-e-f-1-0-", "  01abc   def10  ", "0labc--defi0"})
    EXPECT_EQ(normalised(typed), "01ABC-DEF10") << typed;
}

TEST(BackupCodes, OfOtherLengthsOrCharactersAreRefused) {
  for (const char* typed :
       {"", "-----", "01ABC-DEF1", "01ABC-DEF100", "01ABC-DEF1U", "01ABC-DEF1u", "01ABC_DEF10",
        "01ABC-DEF1*", "01ABC\tDEF10", "01ABC-DEF1\xc2\xa0", "০১ABC-DEF10"})
    EXPECT_EQ(normalised(typed), "refused") << typed;
  EXPECT_EQ(normalised(std::string("01ABC-DEF1\0", 11)), "refused");
  EXPECT_EQ(normalised("01ABC-DEF10" + std::string(100'000, ' ')), "refused");
}

TEST(BackupCodes, GiveTheSameMacHoweverTheyAreTyped) {
  const Secret key{std::string(32, 'k')};
  const auto account = AccountId::make(Timestamp{});
  const auto stored = code_mac(key, account, make_backup_codes().front());
  const auto typed = [&](const std::string& text) {
    return code_mac(key, account, *normalise_backup_code(Secret{text}));
  };
  EXPECT_NE(typed("01ABC-DEF10"), stored);
  EXPECT_EQ(typed("01ABC-DEF10"), typed("olabcdefio"));
}

}  // namespace
}  // namespace gatehouse::services
