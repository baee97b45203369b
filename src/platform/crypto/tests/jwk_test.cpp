#include <gatehouse/platform/crypto/jwk.hpp>

#include <array>
#include <thread>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::crypto {
namespace {

namespace json = boost::json;

constexpr std::array algorithms{Algorithm::es256, Algorithm::eddsa, Algorithm::rs256,
                                Algorithm::ps256};

// One pair for each algorithm: generating RSA keys is slow.
const Key& pair_of(Algorithm algorithm) {
  static const std::array<Key, 4> pairs{Key::generate(algorithms[0]), Key::generate(algorithms[1]),
                                        Key::generate(algorithms[2]), Key::generate(algorithms[3])};
  return pairs[static_cast<std::size_t>(algorithm)];
}

json::object private_jwk(Algorithm algorithm) {
  return json::parse(pair_of(algorithm).private_jwk().reveal()).as_object();
}

class EveryAlgorithm : public testing::TestWithParam<Algorithm> {
 protected:
  const Key& pair_ = pair_of(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Keys, EveryAlgorithm, testing::ValuesIn(algorithms),
                         [](const auto& info) { return std::string(algorithm_name(info.param)); });

TEST_P(EveryAlgorithm, IsNamedAndParsed) {
  EXPECT_EQ(parse_algorithm(algorithm_name(GetParam())), GetParam());
  EXPECT_FALSE(parse_algorithm("none"));
  EXPECT_FALSE(parse_algorithm("HS256"));
  EXPECT_FALSE(parse_algorithm("es256"));
  EXPECT_FALSE(parse_algorithm(""));
}

TEST_P(EveryAlgorithm, SignsWhatItsPublicKeyVerifies) {
  const auto known = Key::from_jwk(pair_.public_jwk(), GetParam());
  ASSERT_TRUE(known);
  EXPECT_FALSE(known->can_sign());
  EXPECT_EQ(known->thumbprint(), pair_.thumbprint());
  EXPECT_EQ(known->public_jwk(), pair_.public_jwk());
  const auto signature = pair_.sign("data");
  EXPECT_TRUE(known->verify("data", signature));
  EXPECT_FALSE(known->verify("date", signature));
  EXPECT_FALSE(known->verify("", signature));
  EXPECT_TRUE(known->verify("", pair_.sign("")));
}

TEST_P(EveryAlgorithm, ReadsItsPrivateKeyBack) {
  const auto known = Key::from_jwk(private_jwk(GetParam()), GetParam());
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->can_sign());
  EXPECT_TRUE(pair_.verify("data", known->sign("data")));
  EXPECT_EQ(known->private_jwk().reveal(), pair_.private_jwk().reveal());
}

TEST_P(EveryAlgorithm, PublishesNothingPrivate) {
  const auto jwk = pair_.public_jwk();
  for (const auto* name : {"d", "p", "q", "dp", "dq", "qi", "k"}) EXPECT_FALSE(jwk.contains(name));
  EXPECT_EQ(jwk.at("kid").as_string(), pair_.thumbprint());
  EXPECT_EQ(jwk.at("alg").as_string(), algorithm_name(GetParam()));
  EXPECT_EQ(jwk.at("use"), "sig");
}

TEST_P(EveryAlgorithm, NoticesAChangeInAnyByteOfTheSignature) {
  const auto signature = pair_.sign("data");
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 0x01);
    EXPECT_FALSE(pair_.verify("data", changed)) << i;
  }
  EXPECT_EQ(ERR_peek_error(), 0U) << "a refused signature leaves no error for the next user of TLS";
}

TEST_P(EveryAlgorithm, RefusesSignaturesOfAnotherLength) {
  const auto signature = pair_.sign("data");
  EXPECT_FALSE(pair_.verify("data", ""));
  EXPECT_FALSE(pair_.verify("data", signature + '\0'));
  EXPECT_FALSE(pair_.verify("data", '\0' + signature));
  EXPECT_FALSE(pair_.verify("data", signature.substr(1)));
  EXPECT_FALSE(pair_.verify("data", signature.substr(0, signature.size() - 1)));
  EXPECT_FALSE(pair_.verify("data", std::string(signature.size(), '\0')));
  EXPECT_FALSE(pair_.verify("data", std::string(10'000, 'x')));
}

TEST_P(EveryAlgorithm, FitsNoOtherAlgorithm) {
  for (const auto other : algorithms) {
    if (other == GetParam()) continue;
    EXPECT_FALSE(Key::from_jwk(pair_.public_jwk(), other)) << algorithm_name(other);
    EXPECT_FALSE(pair_of(other).verify("data", pair_.sign("data"))) << algorithm_name(other);
  }
}

TEST_P(EveryAlgorithm, RefusesKeysForOtherPurposes) {
  auto jwk = pair_.public_jwk();
  jwk["use"] = "enc";
  EXPECT_FALSE(Key::from_jwk(jwk, GetParam()));
  jwk["use"] = 1;
  EXPECT_FALSE(Key::from_jwk(jwk, GetParam()));
  jwk.erase("use");
  jwk["key_ops"] = json::array{"encrypt"};
  EXPECT_FALSE(Key::from_jwk(jwk, GetParam()));
  jwk["key_ops"] = json::array{"verify"};
  EXPECT_TRUE(Key::from_jwk(jwk, GetParam()));
  jwk["alg"] = "none";
  EXPECT_FALSE(Key::from_jwk(jwk, GetParam()));
  jwk.erase("alg");
  EXPECT_TRUE(Key::from_jwk(jwk, GetParam()));
}

TEST_P(EveryAlgorithm, RefusesKeysWithMissingOrMistypedMembers) {
  const auto complete = private_jwk(GetParam());
  for (const auto& member : complete) {
    const std::string name(member.key());
    if (name != "d") {
      auto jwk = complete;
      jwk.erase(name);
      EXPECT_FALSE(Key::from_jwk(jwk, GetParam())) << "without " << name;
    }
    for (const json::value& bad :
         {json::value(1), json::value(nullptr), json::value(""), json::value("="),
          json::value("AQ AB"), json::value(json::array{})}) {
      auto jwk = complete;
      jwk[name] = bad;
      EXPECT_FALSE(Key::from_jwk(jwk, GetParam())) << name << " = " << bad;
    }
  }
}

TEST_P(EveryAlgorithm, RefusesAPrivatePartOfAnotherKey) {
  auto jwk = private_jwk(GetParam());
  const auto d = *decode_base64url(std::string_view(jwk.at("d").as_string()));
  auto changed = d;
  changed.back() = static_cast<char>(changed.back() ^ 0x02);
  jwk["d"] = encode_base64url(changed);
  EXPECT_FALSE(Key::from_jwk(jwk, GetParam()));
}

TEST_P(EveryAlgorithm, SignsFromSeveralThreadsAtOnce) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      const auto data = std::to_string(i);
      for (int j = 0; j < 10; ++j) EXPECT_TRUE(pair_.verify(data, pair_.sign(data)));
    });
  }
}

TEST(Keys, Es256SignaturesAreTwoNumbersOf32Bytes) {
  const auto& pair = pair_of(Algorithm::es256);
  // Every 128th signature has a number with a leading zero byte.
  for (int i = 0; i < 600; ++i) {
    const auto signature = pair.sign(std::to_string(i));
    ASSERT_EQ(signature.size(), 64U);
    ASSERT_TRUE(pair.verify(std::to_string(i), signature));
  }
}

TEST(Keys, CoordinatesKeepTheirLeadingZeros) {
  for (int i = 0; i < 600; ++i) {
    const auto pair = Key::generate(Algorithm::es256);
    const auto jwk = pair.public_jwk();
    ASSERT_EQ(jwk.at("x").as_string().size(), 43U);
    ASSERT_EQ(jwk.at("y").as_string().size(), 43U);
    ASSERT_EQ(Key::from_jwk(jwk, Algorithm::es256)->thumbprint(), pair.thumbprint());
  }
}

TEST(Keys, PointsOffTheCurveAreRefused) {
  auto jwk = pair_of(Algorithm::es256).public_jwk();
  jwk["x"] = jwk.at("y");
  EXPECT_FALSE(Key::from_jwk(jwk, Algorithm::es256));
  jwk["x"] = encode_base64url(std::string(32, '\0'));
  jwk["y"] = encode_base64url(std::string(32, '\0'));
  EXPECT_FALSE(Key::from_jwk(jwk, Algorithm::es256));
  jwk["x"] = encode_base64url(std::string(32, '\xff'));
  EXPECT_FALSE(Key::from_jwk(jwk, Algorithm::es256));
}

TEST(Keys, WeakRsaNumbersAreRefused) {
  const auto good = pair_of(Algorithm::rs256).public_jwk();
  ASSERT_TRUE(Key::from_jwk(good, Algorithm::rs256));
  const auto with = [&](const char* name, const std::string& bytes) {
    auto jwk = good;
    jwk[name] = encode_base64url(bytes);
    return Key::from_jwk(jwk, Algorithm::rs256).has_value();
  };
  EXPECT_FALSE(with("e", "\x01"));
  EXPECT_FALSE(with("e", "\x02"));
  EXPECT_FALSE(with("e", std::string(9, '\x01'))) << "72 bits";
  EXPECT_FALSE(with("n", std::string(255, '\xff'))) << "2040 bits";
  EXPECT_FALSE(with("n", std::string(1025, '\xff'))) << "8200 bits";
  EXPECT_FALSE(with("n", std::string(256, '\xfe'))) << "even";
}

}  // namespace
}  // namespace gatehouse::crypto
