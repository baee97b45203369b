#include <gatehouse/platform/crypto/jwt.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::crypto {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

class Jwt : public testing::Test {
 protected:
  static const Key& pair() {
    static const Key key = Key::generate(Algorithm::es256);
    return key;
  }
  static const Key& rsa_pair() {
    static const Key key = Key::generate(Algorithm::rs256);
    return key;
  }
  static std::int64_t seconds_of(Timestamp time) { return to_unix_seconds(time); }

  json::object claims(json::object changes = {}) const {
    json::object all{{"iss", "https://id.example"},
                     {"aud", "https://api.example"},
                     {"sub", "acct_1"},
                     {"iat", seconds_of(now_)},
                     {"exp", seconds_of(now_) + 900}};
    for (const auto& [name, value] : changes) {
      if (value.is_null()) {
        all.erase(name);
      } else {
        all[name] = value;
      }
    }
    return all;
  }

  std::string token(json::object changes = {}) const {
    return sign_jwt(pair(), "at+jwt", claims(std::move(changes)));
  }

  // A token with any header, rightly signed.
  std::string with_header(json::object header) const {
    return sign_compact_jws(pair(), std::move(header), json::serialize(claims()));
  }

  std::expected<json::object, JwtError> verify(std::string_view text, seconds later = {}) const {
    const auto find = [](std::string_view kid) -> const Key* {
      if (kid == pair().thumbprint()) return &pair();
      if (kid == rsa_pair().thumbprint()) return &rsa_pair();
      return nullptr;
    };
    return verify_jwt(text, find,
                      {"at+jwt", "https://id.example", "https://api.example", seconds{5}},
                      now_ + later);
  }

  JwtError error_of(std::string_view text, seconds later = {}) const {
    const auto result = verify(text, later);
    EXPECT_FALSE(result) << text;
    return result ? JwtError{0xFF} : result.error();
  }

  const Timestamp now_ = from_unix_seconds(1'900'000'000);
};

TEST_F(Jwt, AValidTokenGivesItsClaims) {
  const auto result = verify(token({{"roles", json::array{"admin"}}}));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->at("sub"), "acct_1");
  EXPECT_EQ(result->at("roles").as_array().size(), 1U);
}

TEST_F(Jwt, EndsAtItsExpiryWithoutLeeway) {
  EXPECT_TRUE(verify(token(), seconds{899}));
  EXPECT_EQ(error_of(token(), seconds{900}), JwtError::expired);
  EXPECT_EQ(error_of(token({{"exp", 0}})), JwtError::expired);
  EXPECT_EQ(error_of(token({{"exp", -1}})), JwtError::expired);
  EXPECT_TRUE(verify(token({{"exp", 1'900'000'000.9}}), seconds{-1}))
      << "NumericDate may have a fraction";
}

TEST_F(Jwt, BeginsAtItsStartWithLeewayForOtherClocks) {
  EXPECT_TRUE(verify(token({{"nbf", seconds_of(now_) + 5}})));
  EXPECT_EQ(error_of(token({{"nbf", seconds_of(now_) + 6}})), JwtError::not_yet_valid);
  EXPECT_TRUE(verify(token({{"iat", seconds_of(now_) + 5}})));
  EXPECT_EQ(error_of(token({{"iat", seconds_of(now_) + 6}})), JwtError::not_yet_valid);
}

TEST_F(Jwt, DatesThatAreNoNumbersAreMalformed) {
  EXPECT_EQ(error_of(token({{"exp", nullptr}})), JwtError::malformed);
  for (const char* name : {"exp", "nbf", "iat"}) {
    for (const json::value& bad :
         {json::value("1900000900"), json::value(true), json::value(json::array{}),
          json::value(1e300), json::value(std::uint64_t{1} << 63)}) {
      EXPECT_EQ(error_of(token({{name, bad}})), JwtError::malformed) << name << bad;
    }
  }
}

TEST_F(Jwt, IssuerAndAudienceMustBeTheExpectedOnes) {
  EXPECT_EQ(error_of(token({{"iss", "https://id.example/"}})), JwtError::wrong_issuer);
  EXPECT_EQ(error_of(token({{"iss", nullptr}})), JwtError::wrong_issuer);
  EXPECT_EQ(error_of(token({{"iss", json::array{"https://id.example"}}})), JwtError::wrong_issuer);
  EXPECT_EQ(error_of(token({{"aud", "https://other.example"}})), JwtError::wrong_audience);
  EXPECT_EQ(error_of(token({{"aud", nullptr}})), JwtError::wrong_audience);
  EXPECT_EQ(error_of(token({{"aud", json::array{}}})), JwtError::wrong_audience);
  EXPECT_EQ(error_of(token({{"aud", json::array{1, "https://other.example"}}})),
            JwtError::wrong_audience);
  EXPECT_TRUE(
      verify(token({{"aud", json::array{"https://other.example", "https://api.example"}}})));
}

TEST_F(Jwt, TheSubjectIsMandatory) {
  EXPECT_EQ(error_of(token({{"sub", nullptr}})), JwtError::malformed);
  EXPECT_EQ(error_of(token({{"sub", 1}})), JwtError::malformed);
}

TEST_F(Jwt, TheTypeKeepsOtherKindsOfTokensOut) {
  const auto& kid = pair().thumbprint();
  EXPECT_TRUE(verify(with_header({{"kid", kid}, {"typ", "application/at+jwt"}})));
  EXPECT_TRUE(verify(with_header({{"kid", kid}, {"typ", "AT+JWT"}})));
  for (const auto* type :
       {"JWT", "at+jwt ", "application/", "application/application/at+jwt", ""}) {
    EXPECT_EQ(error_of(with_header({{"kid", kid}, {"typ", type}})), JwtError::wrong_type) << type;
  }
  EXPECT_EQ(error_of(with_header({{"kid", kid}})), JwtError::wrong_type);
  EXPECT_EQ(error_of(with_header({{"kid", kid}, {"typ", 1}})), JwtError::wrong_type);
}

TEST_F(Jwt, TheKeyIsFoundByItsIdAlone) {
  EXPECT_EQ(error_of(with_header({{"typ", "at+jwt"}})), JwtError::unknown_key);
  EXPECT_EQ(error_of(with_header({{"typ", "at+jwt"}, {"kid", "other"}})), JwtError::unknown_key);
  EXPECT_EQ(error_of(with_header({{"typ", "at+jwt"}, {"kid", 1}})), JwtError::unknown_key);
  // The attacker's own key in the header.
  const auto attacker = Key::generate(Algorithm::es256);
  for (const json::object& header :
       {json::object{
            {"typ", "at+jwt"}, {"jwk", attacker.public_jwk()}, {"kid", attacker.thumbprint()}},
        json::object{
            {"typ", "at+jwt"}, {"jku", "https://evil.example"}, {"kid", attacker.thumbprint()}}}) {
    EXPECT_EQ(error_of(sign_compact_jws(attacker, header, json::serialize(claims()))),
              JwtError::unknown_key);
  }
  EXPECT_EQ(error_of(sign_compact_jws(
                attacker,
                {{"typ", "at+jwt"}, {"jwk", attacker.public_jwk()}, {"kid", pair().thumbprint()}},
                json::serialize(claims()))),
            JwtError::bad_signature);
}

TEST_F(Jwt, AlgorithmsThatAreNotTheKeysAreRefused) {
  const auto payload = encode_base64url(json::serialize(claims()));
  for (const auto* algorithm : {"none", "None", "nOnE", "HS256", "RS256", "ES384", "es256", ""}) {
    const json::object header{{"alg", algorithm}, {"typ", "at+jwt"}, {"kid", pair().thumbprint()}};
    const auto signed_part = encode_base64url(json::serialize(header)) + "." + payload;
    EXPECT_EQ(error_of(signed_part + "."), JwtError::bad_algorithm) << algorithm;
    EXPECT_EQ(error_of(signed_part + "." + encode_base64url(pair().sign(signed_part))),
              JwtError::bad_algorithm)
        << algorithm;
  }
}

TEST_F(Jwt, APublicKeyIsNeverAMacKey) {
  const json::object header{{"alg", "HS256"}, {"typ", "at+jwt"}, {"kid", rsa_pair().thumbprint()}};
  const auto signed_part =
      encode_base64url(json::serialize(header)) + "." + encode_base64url(json::serialize(claims()));
  const auto jwk = rsa_pair().public_jwk();
  const auto modulus = *decode_base64url(std::string_view(jwk.at("n").as_string()));
  for (const auto& mac_key : {json::serialize(jwk), modulus}) {
    const auto mac = hmac_sha256(Secret{mac_key}, signed_part);
    EXPECT_EQ(error_of(signed_part + "." + encode_base64url(mac)), JwtError::bad_algorithm);
  }
}

TEST_F(Jwt, AChangeAtAnyPositionIsNoticed) {
  const auto text = token();
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'A', 'g', '9', '_', '.', '=', ' ', '\0'}) {
      auto changed = text;
      if (changed[i] == c) continue;
      changed[i] = c;
      EXPECT_FALSE(verify(changed)) << i << " " << c;
    }
    auto flipped = text;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x01);
    EXPECT_FALSE(verify(flipped)) << i;
    EXPECT_FALSE(verify(text.substr(0, i))) << "cut at " << i;
    EXPECT_FALSE(verify(text.substr(i + 1))) << "from " << i + 1;
  }
  for (const auto* tail : {"A", "=", ".", " ", "\n"}) EXPECT_FALSE(verify(text + tail));
}

TEST_F(Jwt, TextsOfAnotherFormAreMalformed) {
  const auto text = token();
  const auto first = text.find('.');
  const auto second = text.rfind('.');
  for (const std::string& bad :
       {std::string(), std::string("."), std::string(".."), std::string("..."),
        std::string("a.b.c"), text.substr(0, second), text + ".x", " " + text,
        text.substr(0, first) + "=" + text.substr(first),
        encode_base64url("[]") + text.substr(first), encode_base64url("null") + text.substr(first),
        encode_base64url("") + text.substr(first), std::string("\xff\xfe.e30.e30")}) {
    EXPECT_EQ(error_of(bad), JwtError::malformed) << bad;
  }
  EXPECT_EQ(error_of(with_header({{"kid", pair().thumbprint()},
                                  {"typ", "at+jwt"},
                                  {"crit", json::array{"b64"}},
                                  {"b64", false}})),
            JwtError::malformed);
}

TEST_F(Jwt, ClaimsThatAreNoStrictObjectAreMalformed) {
  const json::object header{{"kid", pair().thumbprint()}, {"typ", "at+jwt"}};
  for (const auto* payload :
       {"", "[]", "1", "{", "{} {}", R"({"sub":"a","sub":"b"})", "{\"a\":\"\xff\"}"}) {
    EXPECT_EQ(error_of(sign_compact_jws(pair(), header, payload)), JwtError::malformed) << payload;
  }
}

TEST_F(Jwt, OversizedTokensAreRefusedBeforeTheyAreRead) {
  EXPECT_TRUE(verify(token({{"x", std::string(5000, 'x')}})));
  EXPECT_EQ(error_of(token({{"x", std::string(6000, 'x')}})), JwtError::malformed);
  EXPECT_EQ(error_of(std::string(100'000'000, 'A')), JwtError::malformed);
  EXPECT_EQ(error_of(std::string(max_jwt_bytes, '.')), JwtError::malformed);
}

TEST(StrictJson, RefusesDuplicateMembersAtAnyDepthAndSpelling) {
  for (const auto* text :
       {R"({"a":1,"a":1})", R"({"x":{"a":1,"b":2,"a":3}})", R"([{"a":1},{"b":1,"b":2}])",
        R"({"a":1,"\u0061":2})", R"({"":1,"":2})"}) {
    EXPECT_FALSE(parse_strict_json(text)) << text;
  }
  EXPECT_TRUE(parse_strict_json(R"({"a":{"a":1},"b":[{"a":1},{"a":2}],"A":3})"));
}

TEST(StrictJson, RefusesWhatIsNotOneWholeValue) {
  for (const auto* text :
       {"", " ", "{", "{}x", "{} {}", "nul", "{\"a\":1,}", "[1,]", "// c\n{}", "NaN",
        "\xef\xbb\xbf{}", "\"\xc0\x80\"", "\"\\ud800\"", "01", "+1", "1e400", "'a'"}) {
    EXPECT_FALSE(parse_strict_json(text)) << text;
  }
  EXPECT_TRUE(parse_strict_json(" {\"a\" : [1, -2.5e3, \"\\u00e9\", true, null]} "));
}

TEST(StrictJson, LimitsDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_strict_json(nested(16)));
  EXPECT_FALSE(parse_strict_json(nested(17)));
  EXPECT_FALSE(parse_strict_json(nested(1'000'000)));
}

}  // namespace
}  // namespace gatehouse::crypto
