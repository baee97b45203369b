#include "mime.hpp"

#include <gtest/gtest.h>

#include "dkim.hpp"

namespace gatehouse::mail {
namespace {

TEST(Mime, HeaderWordsAreShortAndCutBetweenCharacters) {
  std::string bangla;
  for (int i = 0; i < 60; ++i) bangla += "ক";
  const auto encoded = encode_header(bangla);
  std::size_t start = 0;
  for (auto end = encoded.find("\r\n"); end != std::string::npos;
       end = encoded.find("\r\n", start)) {
    EXPECT_LE(end - start, 76U);
    start = end + 2;
  }
  EXPECT_EQ(encode_header("plain"), "plain");
  EXPECT_EQ(encode_header("=?x"), "=?UTF-8?B?PT94?=");
  EXPECT_EQ(encode_header("a\r\nBcc: b"), "=?UTF-8?B?YQ0KQmNjOiBi?=");
}

TEST(Mime, ADomainGoesOutInAscii) {
  EXPECT_EQ(wire_address("a@bücher.example"), "a@xn--bcher-kva.example");
  EXPECT_EQ(wire_address("A.b@BÜCHER.example"), "A.b@xn--bcher-kva.example");
  EXPECT_EQ(wire_address("a@উদাহরণ.বাংলা"), "a@xn--d5b6ci4b4b3a.xn--54b7fta0cc");
  EXPECT_EQ(wire_address("A@Example.COM"), "A@Example.COM") << "nothing to do";
  EXPECT_EQ(wire_address("a@b\u00fc\u202ex.example"), std::nullopt);
  EXPECT_FALSE(is_address(*wire_address("jos\u00e9@example.com"))) << "no server takes it";
  EXPECT_TRUE(is_address(*wire_address("a@bücher.example")));
}

// RFC 6376 section 3.4.5, example 1.
TEST(Dkim, CanonicalFormsAreThoseOfTheStandard) {
  EXPECT_EQ(relaxed_header("A", " X"), "a:X\r\n");
  EXPECT_EQ(relaxed_header("B", " Y\t\r\n\tZ  "), "b:Y Z\r\n");
  EXPECT_EQ(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
  EXPECT_EQ(relaxed_body("\r\n\r\n"), "");
}

}  // namespace
}  // namespace gatehouse::mail
