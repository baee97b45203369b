#include "formats.hpp"

#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::api {
namespace {

void expect(Format format, std::initializer_list<std::string_view> good,
            std::initializer_list<std::string_view> bad) {
  for (const auto text : good) EXPECT_TRUE(matches(format, text, "acct")) << text;
  for (const auto text : bad) EXPECT_FALSE(matches(format, text, "acct")) << text;
  EXPECT_TRUE(matches(format, sample(format, "acct", 1), "acct")) << sample(format, "acct", 1);
}

TEST(Formats, KnowMailAddresses) {
  const std::string long_local = std::string(65, 'a') + "@b.example";
  expect(Format::email,
         {"a@b.example", "a.b+c@d-e.example", "রহিমা@উদাহরণ.বাংলা", "o'hara@x.example"},
         {"", "a", "@b.example", "a@", "a@b", "a b@c.example", ".a@b.example", "a.@b.example",
          "a..b@c.example", "a@-b.example", "a@b..example", "a@b.example.", "a@b@c.example ",
          "\"a\"@b.example", "a@[127.0.0.1]", "a@b.example\n", "<a@b.example>", long_local});
}

TEST(Formats, KnowPhoneNumbers) {
  expect(Format::phone, {"+8801712345678", "01712-345678", "(02) 123 4567"},
         {"", "+", "1234", "1234567890123456", "+880171234567a", "++8801712345678", "1+234567"});
}

TEST(Formats, KnowLocalesAndTimeZones) {
  expect(Format::locale, {"en", "bn-BD", "zh-Hant-TW", "sr-Latn", "es-419", "sl-nedis"},
         {"", "e", "en_US", "en-", "-en", "en-US-US", "english-language-of-the-north",
          "en-u-ca-buddhist", "12"});
  expect(Format::time_zone, {"UTC", "Asia/Dhaka", "America/Argentina/Buenos_Aires", "Etc/GMT+5"},
         {"", "Dhaka", "Asia/Nowhere", "asia/dhaka", "../etc/passwd", "BST", "GMT+5"});
  expect(Format::country, {"BD", "DE"}, {"", "bd", "BGD", "B1"});
}

TEST(Formats, KnowUris) {
  expect(Format::uri, {"https://shop.example/a?b#c", "http://127.0.0.1:8080"},
         {"", "shop.example", "/path", "https://", "https://user@shop.example", "https://a b",
          "javascript:alert(1)", "https://a\\b"});
  expect(Format::https_uri, {"https://shop.example"},
         {"http://shop.example", "HTTPS2://shop.example"});
}

TEST(Formats, KnowTheRest) {
  expect(Format::digits, {"123456"}, {"12345a", "১২৩৪৫৬", " 123456"});
  expect(Format::date, {"2024-02-29"},
         {"2023-02-29", "2024-2-9", "29.02.2024", "2024-02-29T00:00:00Z"});
  expect(Format::base64url, {"YQ", "_-8"}, {"YQ==", "Y", "a+b/"});
  expect(Format::uuid, {"01890a5d-ac96-774b-bcce-b302099a8057"},
         {"01890A5D-ac96-774b-bcce-b302099a8057", "01890a5dac96774bbcceb302099a8057",
          "{01890a5d-ac96-774b-bcce-b302099a805}"});
  expect(Format::ip_address, {"192.0.2.1", "2001:db8::1"}, {"192.0.2", "[::1]", "192.0.2.1/24"});
  expect(Format::typeid_text, {"acct_01h455vb4pex5vsknk084sn02q"},
         {"sess_01h455vb4pex5vsknk084sn02q", "acct_"});
}

TEST(Formats, DescribeThemselvesToTheClient) {
  for (int i = 0; i <= static_cast<int>(Format::typeid_text); ++i) {
    EXPECT_FALSE(describe(static_cast<Format>(i), "acct").empty());
  }
}

}  // namespace
}  // namespace gatehouse::api
