// Published vectors: Wycheproof, RFC 7515, 7520, 7638 and 8037.
#include <array>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/jws.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::crypto {
namespace {

namespace json = boost::json;

constexpr std::array algorithms{Algorithm::es256, Algorithm::eddsa, Algorithm::rs256,
                                Algorithm::ps256};

json::value load(const std::string& name) {
  return json::parse(test::read_file(std::string(GH_TEST_DATA "/jose/") + name));
}

std::string text(const json::value& value) { return std::string(value.as_string()); }

Key key_of(std::string_view jwk, Algorithm algorithm) {
  auto key = Key::from_jwk(json::parse(json::string_view(jwk)).as_object(), algorithm);
  EXPECT_TRUE(key) << jwk;
  return key ? *key : Key::generate(algorithm);
}

// The keys of a test group: a JWK, or a set of them.
std::vector<json::object> keys_of(const json::object& group) {
  const auto& key =
      (group.contains("public") ? group.at("public") : group.at("private")).as_object();
  if (!key.contains("keys")) return {key};
  std::vector<json::object> keys;
  for (const auto& one : key.at("keys").as_array()) keys.push_back(one.as_object());
  return keys;
}

// True when the key is of a kind that this product uses, whatever it says it is for.
bool is_applicable(const json::object& jwk) {
  const auto type = text(jwk.at("kty"));
  if (type == "oct") return false;
  if (type == "EC" && jwk.at("crv") == "P-521") return false;
  if (!jwk.contains("alg")) return true;
  const auto algorithm = text(jwk.at("alg"));
  return algorithm != "RS384" && algorithm != "RS512" && algorithm != "PS384" &&
         algorithm != "PS512";
}

// True when any algorithm makes a key of the JWK that accepts the message.
bool is_accepted(const json::object& jwk, const std::string& message) {
  return std::ranges::any_of(algorithms, [&](Algorithm algorithm) {
    const auto key = Key::from_jwk(jwk, algorithm);
    return key && verify_compact_jws(message, *key);
  });
}

// Wycheproof calls two messages in PS384 valid whose key says that it is for PS256. Here a key is for its algorithm
// only.
bool is_for_another_algorithm(const json::value& test) { return test.at("comment") == "Figure20"; }

struct Counts {
  int valid = 0;
  int invalid = 0;
};

Counts run_wycheproof(const std::string& file) {
  Counts counts;
  for (const auto& group_value : load(file).at("testGroups").as_array()) {
    const auto& group = group_value.as_object();
    const auto keys = keys_of(group);
    if (!std::ranges::all_of(keys, is_applicable)) continue;
    for (const auto& test : group.at("tests").as_array()) {
      if (!test.as_object().contains("jws") || !test.at("jws").is_string()) continue;
      const auto message = text(test.at("jws"));
      const bool accepted = std::ranges::any_of(
          keys, [&](const json::object& jwk) { return is_accepted(jwk, message); });
      const bool valid = test.at("result") == "valid" && !is_for_another_algorithm(test);
      EXPECT_EQ(accepted, valid) << file << " " << json::serialize(test);
      ++(valid ? counts.valid : counts.invalid);
    }
  }
  return counts;
}

TEST(Wycheproof, SignaturesAreJudgedRight) {
  const auto counts = run_wycheproof("wycheproof_json_web_signature_test.json");
  EXPECT_EQ(counts.valid, 16);
  EXPECT_EQ(counts.invalid, 310);
}

TEST(Wycheproof, MessagesAreJudgedRight) {
  const auto counts = run_wycheproof("wycheproof_json_web_crypto_test.json");
  EXPECT_EQ(counts.valid, 2);
  EXPECT_EQ(counts.invalid, 27);
}

TEST(Wycheproof, KeysAreJudgedRight) {
  const auto counts = run_wycheproof("wycheproof_json_web_key_test.json");
  EXPECT_EQ(counts.valid, 1);
  EXPECT_EQ(counts.invalid, 10);
}

TEST(Rfc7515, AppendixA2Rs256IsAccepted) {
  const auto key = key_of(
      R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-V)"
      R"(aw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9w)"
      R"(Gzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMT)"
      R"(BQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kz)"
      R"(k2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})",
      Algorithm::rs256);
  EXPECT_EQ(verify_compact_jws("eyJhbGciOiJSUzI1NiJ9"
                               ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                               "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                               ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
                               "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
                               "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
                               "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
                               "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
                               "p0igcN_IoypGlUPQGe77Rw",
                               key),
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
}

TEST(Rfc7515, AppendixA3Es256IsAccepted) {
  const auto key = key_of(
      R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_F)"
      R"(EzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE)"
      R"(9-E9LI"})",
      Algorithm::es256);
  EXPECT_TRUE(key.can_sign());
  EXPECT_TRUE(verify_compact_jws(
      "eyJhbGciOiJFUzI1NiJ9"
      ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cn"
      "VlfQ"
      ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
      key));
}

TEST(Rfc7520, Section41Rs256IsReproduced) {
  const auto vector = load("rfc7520_jws_4_1.rsa_v15_signature.json");
  const auto key = Key::from_jwk(vector.at_pointer("/input/key").as_object(), Algorithm::rs256);
  ASSERT_TRUE(key);
  const auto payload = text(vector.at_pointer("/input/payload"));
  const auto compact = text(vector.at_pointer("/output/compact"));
  EXPECT_EQ(verify_compact_jws(compact, *key), payload);
  EXPECT_EQ(encode_base64url(key->sign(text(vector.at_pointer("/signing/sig-input")))),
            text(vector.at_pointer("/signing/sig")));
}

TEST(Rfc7520, Section42HasAnotherHashThanOurs) {
  const auto vector = load("rfc7520_jws_4_2.rsa-pss_signature.json");
  EXPECT_EQ(vector.at_pointer("/input/alg"), "PS384");
  const auto key = Key::from_jwk(vector.at_pointer("/input/key").as_object(), Algorithm::ps256);
  ASSERT_TRUE(key);
  EXPECT_FALSE(verify_compact_jws(text(vector.at_pointer("/output/compact")), *key));
}

TEST(Rfc7520, KeysOfSection3AreJudgedRight) {
  const auto p521 = load("rfc7520_jwk_3_1.ec_public_key.json").as_object();
  EXPECT_FALSE(Key::from_jwk(p521, Algorithm::es256)) << "P-521";
  const auto rsa = load("rfc7520_jwk_3_3.rsa_public_key.json").as_object();
  const auto key = Key::from_jwk(rsa, Algorithm::rs256);
  ASSERT_TRUE(key);
  EXPECT_FALSE(key->can_sign());
  EXPECT_EQ(key->public_jwk().at("n"), rsa.at("n"));
  EXPECT_FALSE(Key::from_jwk(rsa, Algorithm::es256));
}

TEST(Rfc8037, AppendixAEd25519IsReproduced) {
  const auto vector = load("rfc7520_curve25519_jws.json");
  const auto key = Key::from_jwk(vector.at_pointer("/input/key").as_object(), Algorithm::eddsa);
  ASSERT_TRUE(key);
  const auto payload = text(vector.at_pointer("/input/payload"));
  const auto compact = text(vector.at_pointer("/output/compact"));
  EXPECT_EQ(sign_compact_jws(*key, {}, payload), compact) << "Ed25519 is deterministic";
  EXPECT_EQ(verify_compact_jws(compact, *key), payload);
  EXPECT_EQ(key->thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

TEST(Rfc7638, Section31ThumbprintIsReproduced) {
  const auto key = key_of(
      R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu)"
      R"(1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_)"
      R"(RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1)"
      R"(n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-c)"
      R"(sFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})",
      Algorithm::rs256);
  EXPECT_EQ(key.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

}  // namespace
}  // namespace gatehouse::crypto
