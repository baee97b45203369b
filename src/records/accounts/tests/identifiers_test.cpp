#include <gatehouse/records/accounts/identifiers.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace gatehouse::records {
namespace {

TEST(Email, OneAccountWhateverTheLetterCaseAndUnicodeForm) {
  EXPECT_EQ(parse_email(" Rahim.Uddin@Example.COM ")->canonical, "rahim.uddin@example.com");
  EXPECT_EQ(parse_email("Rahim.Uddin@Example.COM")->display, "Rahim.Uddin@Example.COM");
  EXPECT_EQ(parse_email("jose\u0301@example.com")->canonical,
            parse_email("josé@example.com")->canonical);
  EXPECT_EQ(parse_email("a@bücher.example")->canonical, "a@xn--bcher-kva.example");
}

TEST(Email, IsWrittenToWhenThePartBeforeTheAtIsAscii) {
  for (const auto* good : {"a@example.com", "a@bücher.example", "o'hara+x@উদাহরণ.বাংলা"})
    EXPECT_TRUE(can_get_mail(parse_email(good)->display)) << good;
  for (const auto* bad : {"josé@example.com", "রহিম@example.com", "é@bücher.example"})
    EXPECT_FALSE(can_get_mail(parse_email(bad)->display)) << bad;
  EXPECT_EQ(parse_email("A@Bücher.example")->display, "A@Bücher.example") << "as it is written";
}

TEST(Email, RefusesWhatCannotBeDelivered) {
  for (const auto* bad :
       {"", "a", "@example.com", "a@", "a@b", "a b@example.com", "a@exa mple.com",
        "a..b@example.com", ".a@example.com", "a@example..com", "a@-example.com",
        "\"a b\"@example.com", "a@[127.0.0.1]", "a@1.2.3.4", "a\r\nBcc: x@y.example@example.com",
        "a@b@example.com", "<a@example.com>"}) {
    EXPECT_FALSE(parse_email(bad)) << bad;
  }
  // Another mailbox for the mail server, the same name for us.
  for (const auto* variant :
       {"rahi\u200bm@example.com", "\u017fam@example.com", "\ufb01ona@example.com",
        "\uff52ahim@example.com", "rahim\u00a0@example.com", "a@exa\u202emple.com"}) {
    EXPECT_FALSE(parse_email(variant)) << variant;
  }
  EXPECT_FALSE(parse_email(std::string(65, 'a') + "@example.com"));
  EXPECT_FALSE(parse_email("a@" + std::string(250, 'b') + ".com"));
}

TEST(Phone, IsE164HoweverWritten) {
  for (const auto* text : {"+880 1712-345678", "01712345678", "008801712345678", "8801712345678",
                           "(0)1712 345 678", "+880 (0)1712 345678", "০১৭১২-৩৪৫৬৭৮",
                           "+৮৮০ ১৭১২ ৩৪৫৬৭৮", "\uff0b880\u00a01712\u2011345678"}) {
    const auto parsed = parse_phone(text, "BD");
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->canonical, "+8801712345678") << text;
  }
  EXPECT_EQ(parse_phone("(212) 555-0123", "US")->canonical, "+12125550123");
  EXPECT_EQ(parse_phone("416 555 0123", "US")->canonical, "+14165550123");
  EXPECT_EQ(parse_phone("+65 8123 4567", "BD")->canonical, "+6581234567");
}

TEST(Phone, RefusesWhatNoNetworkHas) {
  for (const auto* bad : {"", "+", "+8801", "+880171234567890", "12345", "+999123456789",
                          "01712345678 ext 5", "+880171234567x", "+880+1712345678",
                          "+8801012345678", "+19005550123", "01712345678\r\n", "\xff"}) {
    EXPECT_FALSE(parse_phone(bad, "BD")) << bad;
  }
  EXPECT_FALSE(parse_phone(std::string(10'000, '1'), "BD"));
  EXPECT_FALSE(parse_phone("01712345678", "XX"));
}

TEST(Phone, KnowsRegionAndMobile) {
  EXPECT_EQ(region_of("+8801712345678"), "BD");
  EXPECT_TRUE(is_mobile("+8801712345678"));
  EXPECT_FALSE(is_mobile("+88029123456"));
  EXPECT_EQ(region_of("+6581234567"), "SG");
  EXPECT_EQ(region_of("+14165550123"), "CA");
  EXPECT_EQ(region_of("+77011234567"), "KZ");
  EXPECT_EQ(region_of("8801712345678"), "");
}

// libphonenumber's example of a mobile number for each region, and what it says of it.
TEST(Phone, EveryRegionsExampleIsRead) {
  const auto root = std::filesystem::path(__FILE__).parent_path() / "../../../..";
  std::ifstream file(root / "tests/data/phone/examples.txt");
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string region;
    std::string national;
    std::string e164;
    std::string owner;
    std::string kind;
    words >> region >> national >> e164 >> owner >> kind;
    for (const auto& text : {national, e164}) {
      const auto parsed = parse_phone(text, region);
      ASSERT_TRUE(parsed) << line;
      EXPECT_EQ(parsed->canonical, e164);
    }
    EXPECT_EQ(region_of(e164), owner) << line;
    EXPECT_EQ(is_mobile(e164), kind == "mobile") << line;
    ++count;
  }
  EXPECT_GT(count, 240);
}

TEST(Username, IsPlainAsciiAndNotReserved) {
  EXPECT_EQ(parse_username("Rahim_99")->canonical, "rahim_99");
  for (const auto* bad : {"ab", "9abc", "admin", "r\u0430him", "a b c", "a@b"})
    EXPECT_FALSE(parse_username(bad)) << bad;
}

TEST(Identifier, IsToldApartByItsForm) {
  EXPECT_EQ(parse_identifier("a@example.com", "BD")->kind, IdentifierType::email);
  EXPECT_EQ(parse_identifier("01712345678", "BD")->kind, IdentifierType::phone);
  EXPECT_EQ(parse_identifier("০১৭১২৩৪৫৬৭৮", "BD")->canonical, "+8801712345678");
  EXPECT_EQ(parse_identifier("rahim", "BD")->kind, IdentifierType::username);
  for (const auto* bad : {"", " ", "+", "12", "@", "a'; DROP TABLE accounts; --", "\xff\xfe"})
    EXPECT_FALSE(parse_identifier(bad, "BD")) << bad;
}

TEST(Mask, KeepsTheFirstLetterAndTheDomain) {
  EXPECT_EQ(mask(*parse_email("rahim@example.com")), "r•••@example.com");
  EXPECT_EQ(mask(*parse_email("রহিম@example.com")), "র•••@example.com");
  EXPECT_EQ(mask(*parse_phone("+8801712345678", "BD")), "+880 •••• ••678");
  EXPECT_EQ(mask(*parse_phone("+12125550123", "BD")), "+1 •••• ••123");
}

}  // namespace
}  // namespace gatehouse::records
