#include <gatehouse/services/one_time_codes/otpauth.hpp>

#include <gtest/gtest.h>

#include <gatehouse/base/random.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::services {
namespace {

using namespace std::chrono_literals;

const std::string secret_bytes = "12345678901234567890";
const std::string secret_text = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

std::string format(const std::string& issuer, const std::string& label,
                   TotpParameters parameters = {}) {
  return format_otpauth_uri({issuer, label, Secret{secret_bytes}, parameters}).reveal();
}

std::optional<OtpauthKey> parse(const std::string& uri) { return parse_otpauth_uri(Secret{uri}); }

// A well-formed address, with what stands between the type and the secret, and after the secret.
std::optional<OtpauthKey> parse(const std::string& path, const std::string& rest) {
  return parse("otpauth://totp" + path + "?secret=" + secret_text + rest);
}

TEST(OtpauthUri, NamesAllParameters) {
  EXPECT_EQ(format("Gatehouse", "rahima@example.com"),
            "otpauth://totp/Gatehouse:rahima%40example.com?secret=" + secret_text +
                "&issuer=Gatehouse&algorithm=SHA1&digits=6&period=30");
  EXPECT_EQ(format("", "x", {TotpAlgorithm::sha512, 8, 60s}),
            "otpauth://totp/x?secret=" + secret_text + "&algorithm=SHA512&digits=8&period=60");
}

TEST(OtpauthUri, IsPercentEncoded) {
  EXPECT_EQ(
      format("A & B", "ক/?#+%").substr(0, 66),
      "otpauth://totp/A%20%26%20B:%E0%A6%95%2F%3F%23%2B%25?secret=" + secret_text.substr(0, 7));
  // Nothing that a label says becomes a parameter.
  const auto key = parse(format("Shop", "x&secret=AAAA&issuer=Bank#"));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->issuer, "Shop");
  EXPECT_EQ(key->label, "x&secret=AAAA&issuer=Bank#");
  EXPECT_EQ(key->secret.reveal(), secret_bytes);
}

TEST(OtpauthUri, IsReadBack) {
  for (const auto algorithm : {TotpAlgorithm::sha1, TotpAlgorithm::sha256, TotpAlgorithm::sha512}) {
    for (const auto& issuer : {"Gatehouse", "গেটহাউস", "", "A+B %41 & sons"}) {
      for (const auto& label : {"rahima@example.com", "+8801712345678", "রহিমা", "a%3Ab", ""}) {
        const TotpParameters parameters{algorithm, 7, 45s};
        const auto secret = make_totp_secret(algorithm);
        const auto key = parse_otpauth_uri(format_otpauth_uri({issuer, label, secret, parameters}));
        ASSERT_TRUE(key) << issuer << label;
        EXPECT_EQ(key->issuer, issuer);
        EXPECT_EQ(key->label, label);
        EXPECT_EQ(key->secret.reveal(), secret.reveal());
        EXPECT_EQ(key->parameters, parameters);
      }
    }
  }
}

TEST(OtpauthUri, AColonInANameDoesNotMoveTheIssuer) {
  const auto key = parse(format("Bank: secure", "x:y"));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->issuer, "Bank  secure");
  EXPECT_EQ(key->label, "x y");
}

TEST(OtpauthUri, LongNamesLoseWhatDoesNotFit) {
  std::string bangla;
  for (int i = 0; i < 300; ++i) bangla += "ক";
  for (const auto& issuer : {std::string("Gatehouse"), bangla}) {
    for (const auto& label : {std::string(300, 'a') + "@example.com", bangla, "a" + bangla}) {
      const auto uri = format_otpauth_uri({issuer,
                                           label,
                                           make_totp_secret(TotpAlgorithm::sha512),
                                           {TotpAlgorithm::sha512, 8, 120s}});
      EXPECT_LE(uri.size(), max_otpauth_uri_bytes);
      EXPECT_GT(uri.size(), max_otpauth_uri_bytes - 10) << "no more is lost than must be";
      const auto key = parse_otpauth_uri(uri);
      ASSERT_TRUE(key) << uri.reveal();
      EXPECT_TRUE(issuer.starts_with(key->issuer));
      EXPECT_TRUE(label.starts_with(key->label));
      EXPECT_TRUE(is_utf8(key->issuer + key->label)) << "code points stay whole";
    }
  }
}

TEST(OtpauthUri, OfOthersIsRead) {
  // The example of the Key Uri Format's description.
  const auto google =
      parse("otpauth://totp/Example:alice@google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example");
  ASSERT_TRUE(google);
  EXPECT_EQ(google->issuer, "Example");
  EXPECT_EQ(google->label, "alice@google.com");
  EXPECT_EQ(google->secret.reveal(), "Hello!\xde\xad\xbe\xef");
  EXPECT_EQ(google->parameters, TotpParameters{});
  // With an encoded colon, spaces, all parameters, and some that only its maker knows.
  const auto acme = parse(
      "otpauth://totp/ACME%20Co%3A%20john.doe@email.com?image=https%3A%2F%2Fa.example%2Fb.png&"
      "secret=hxdmvjecjjwsrb3hwizr4ifugftmxboz&issuer=ACME%20Co&algorithm=sha256&digits=8&"
      "period=60&color");
  ASSERT_TRUE(acme);
  EXPECT_EQ(acme->issuer, "ACME Co");
  EXPECT_EQ(acme->label, "john.doe@email.com");
  EXPECT_EQ(acme->parameters, (TotpParameters{TotpAlgorithm::sha256, 8, 60s}));
  ASSERT_TRUE(parse("/bob", "&issuer=Shop"));
  EXPECT_EQ(parse("/bob", "&issuer=Shop")->issuer, "Shop");
  EXPECT_EQ(parse("/Shop:bob", "")->issuer, "Shop");
  EXPECT_EQ(parse("/bob", "")->issuer, "");
  ASSERT_TRUE(parse("/Shop:", ""));
  EXPECT_EQ(parse("/Shop:", "")->label, "");
}

TEST(OtpauthUri, OfAnotherKindIsRefused) {
  for (const char* start :
       {"otpauth://hotp/x", "otpauth://totp@host/x", "otpauth://totp:1/x", "otpauth://user@totp/x",
        "otpauth:///totp/x", "otpauth:totp/x", "otpauth-migration://offline/x", "https://totp/x",
        "//totp/x", "otpauth://totp/x/y", "otpauth://totp//x", "otpauth://totp/x/",
        "otpauth://totp", " otpauth://totp/x"})
    EXPECT_FALSE(parse(start + ("?secret=" + secret_text))) << start;
  EXPECT_TRUE(parse("OTPAUTH://TOTP/x?secret=" + secret_text));
}

TEST(OtpauthUri, ThatIsMalformedIsRefused) {
  ASSERT_TRUE(parse("/x", ""));
  for (const char* path : {"/x y", "/x%", "/x%4", "/x%zz", "/%ff", "/a%00b", "/a%0Ab",
                           "/\xe0\xa6\x95", "/%E2%80%AEmoc", "/x%C2%80"})
    EXPECT_FALSE(parse(path, "")) << path;
  for (const char* rest : {"#", "#x", "&issuer=a b", "&issuer=%", "&issuer=%ff", "&issuer=%0a"})
    EXPECT_FALSE(parse("/x", rest)) << rest;
  for (const char* uri : {"", "otpauth://totp/x", "otpauth://totp/x?", "otpauth://totp/x?secret",
                          "otpauth://totp/x?secret=", "otpauth://totp/x?Secret=JBSWY3DPEHPK3PXP",
                          "otpauth://totp/x?secret=JBSWY3DPEHPK3PX1"})
    EXPECT_FALSE(parse(uri)) << uri;
  EXPECT_FALSE(parse("/" + std::string(max_read_otpauth_uri_bytes, 'x'), ""));
  EXPECT_FALSE(parse(std::string("otpauth://totp/x\0?secret=", 25) + secret_text));
}

TEST(OtpauthUri, ThatSaysTwoThingsIsRefused) {
  for (const std::string rest :
       {"&secret=JBSWY3DPEHPK3PXP", "&digits=6&digits=6", "&period=30&period=60",
        "&algorithm=SHA1&algorithm=SHA1", "&issuer=a&issuer=a", "&%64igits=6&digits=6"})
    EXPECT_FALSE(parse("/x", rest)) << rest;
  EXPECT_FALSE(parse("/Bank:x", "&issuer=Shop"));
  EXPECT_FALSE(parse("/Bank:x", "&issuer="));
  EXPECT_FALSE(parse("/:x", "&issuer=Shop"));
}

TEST(OtpauthUri, WithValuesOutOfBoundsIsRefused) {
  for (const char* rest :
       {"&digits=5", "&digits=9", "&digits=", "&digits", "&digits=06", "&digits=+6", "&digits=-6",
        "&digits=6.0", "&digits=6%20", "&digits=99999999999999999999", "&period=14", "&period=121",
        "&period=0", "&period=30s", "&period=1e2", "&algorithm=MD5",
        "&algorithm=", "&algorithm=SHA-1", "&algorithm=SHA1%00"})
    EXPECT_FALSE(parse("/x", rest)) << rest;
  EXPECT_TRUE(parse("/x", "&digits=8&period=15&algorithm=sha512"));
}

TEST(OtpauthUri, NoBytesBreakTheReader) {
  const auto valid = format("Gatehouse", "rahima@example.com");
  for (int i = 0; i < 20'000; ++i) {
    auto changed = valid;
    for (std::uint32_t count = 1 + random_below(3); count > 0; --count)
      changed[random_below(static_cast<std::uint32_t>(changed.size()))] =
          static_cast<char>(random_below(256));
    const auto key = parse(changed);
    if (key) EXPECT_TRUE(is_valid(key->parameters) && is_utf8(key->label)) << changed;
  }
}

}  // namespace
}  // namespace gatehouse::services
