#include <gatehouse/records/identifiers.hpp>

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

TEST(Email, RefusesWhatCannotBeDelivered) {
  for (const auto* bad :
       {"", "a", "@example.com", "a@", "a@b", "a b@example.com", "a@exa mple.com",
        "a..b@example.com", ".a@example.com", "a@example..com", "a@-example.com",
        "\"a b\"@example.com", "a@[127.0.0.1]", "a@1.2.3.4", "a\r\nBcc: x@y.example@example.com",
        "a@b@example.com", "<a@example.com>"}) {
    EXPECT_FALSE(parse_email(bad)) << bad;
  }
  EXPECT_FALSE(parse_email(std::string(65, 'a') + "@example.com"));
  EXPECT_FALSE(parse_email("a@" + std::string(250, 'b') + ".com"));
}

TEST(Phone, IsE164HoweverWritten) {
  for (const auto* text :
       {"+880 1712-345678", "01712345678", "008801712345678", "8801712345678", "(0)1712 345 678"}) {
    const auto parsed = parse_phone(text, "BD");
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->canonical, "+8801712345678") << text;
  }
  EXPECT_EQ(parse_phone("(212) 555-0123", "US")->canonical, "+12125550123");
  EXPECT_EQ(parse_phone("+65 8123 4567", "BD")->canonical, "+6581234567");
}

TEST(Phone, RefusesWhatNoNetworkHas) {
  for (const auto* bad : {"", "+", "+8801", "+880171234567890", "12345", "+999123456789",
                          "01712345678 ext 5", "+880171234567x"}) {
    EXPECT_FALSE(parse_phone(bad, "BD")) << bad;
  }
}

TEST(Phone, KnowsRegionAndMobile) {
  EXPECT_EQ(region_of("+8801712345678"), "BD");
  EXPECT_TRUE(is_mobile("+8801712345678"));
  EXPECT_EQ(region_of("+6581234567"), "SG");
}

TEST(Username, IsPlainAsciiAndNotReserved) {
  EXPECT_EQ(parse_username("Rahim_99")->canonical, "rahim_99");
  for (const auto* bad : {"ab", "9abc", "admin", "r\u0430him", "a b c", "a@b"})
    EXPECT_FALSE(parse_username(bad)) << bad;
}

TEST(Identifier, IsToldApartByItsForm) {
  EXPECT_EQ(parse_identifier("a@example.com", "BD")->kind, IdentifierType::email);
  EXPECT_EQ(parse_identifier("01712345678", "BD")->kind, IdentifierType::phone);
  EXPECT_EQ(parse_identifier("rahim", "BD")->kind, IdentifierType::username);
}

TEST(Mask, KeepsTheFirstLetterAndTheDomain) {
  EXPECT_EQ(mask(*parse_email("rahim@example.com")), "r•••@example.com");
  EXPECT_EQ(mask(*parse_email("রহিম@example.com")), "র•••@example.com");
  EXPECT_EQ(mask(*parse_phone("+8801712345678", "BD")), "+880•••••678");
}

}  // namespace
}  // namespace gatehouse::records
