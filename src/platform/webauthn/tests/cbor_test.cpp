// CBOR that authenticators do not write.
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/test/webauthn/encode.hpp>
#include <gatehouse/test/webauthn/printing.hpp>

namespace gatehouse::webauthn {
namespace {

bool parses(std::string_view hex, CborForm form = CborForm::any_order) {
  return CborValue::parse(decode_hex(hex).value(), form).has_value();
}

TEST(Cbor, ReadsEachKind) {
  const auto bytes =
      decode_hex(
          "a80120613143010203613280613383f5f4f6613463c3bc7861350161361b7fffffffffffffff613738ff")
          .value();
  const auto map = CborValue::parse(bytes, CborForm::any_order);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->map_size(), 8U);
  EXPECT_EQ(map->find(1)->integer(), -1);
  EXPECT_EQ(map->find("1")->bytes(), "\x01\x02\x03");
  EXPECT_TRUE(map->find("2")->items().empty());
  EXPECT_EQ(map->find("3")->items()[0].boolean(), true);
  EXPECT_EQ(map->find("3")->items()[1].boolean(), false);
  EXPECT_EQ(map->find("3")->items()[2].kind(), CborValue::Kind::null);
  EXPECT_EQ(map->find("4")->text(), "üx");
  EXPECT_EQ(map->find("6")->integer(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(map->find("7")->integer(), -256);
  EXPECT_EQ(map->find("8"), nullptr);
  EXPECT_EQ(map->find("1")->find("1"), nullptr);
  EXPECT_EQ(map->find(1)->text(), std::nullopt);
}

TEST(Cbor, RefusesTrailingAndMissingBytes) {
  EXPECT_TRUE(parses("a16161820102"));
  EXPECT_FALSE(parses("a1616182010200"));
  const auto whole = decode_hex("a16161820102").value();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(CborValue::parse(whole.substr(0, size), CborForm::any_order));
  }
  std::string_view input = "\x01\x02";
  EXPECT_EQ(CborValue::take(input, CborForm::canonical)->integer(), 1);
  EXPECT_EQ(input, "\x02");
  input = "\x82\x01";
  EXPECT_FALSE(CborValue::take(input, CborForm::canonical));
  EXPECT_EQ(input.size(), 2U);
}

TEST(Cbor, RefusesHugeLengthsWithoutMemory) {
  for (const auto* hex : {"5bffffffffffffffff", "7bffffffffffffffff", "9bffffffffffffffff",
                          "bbffffffffffffffff", "bb8000000000000000", "5b7fffffffffffffff00",
                          "9a00010000", "ba00010000", "5affffffff", "991000"}) {
    EXPECT_FALSE(parses(hex)) << hex;
  }
  EXPECT_FALSE(
      CborValue::parse(cbor_array(std::vector<std::string>(1024, cbor(1))), CborForm::any_order));
  EXPECT_TRUE(
      CborValue::parse(cbor_array(std::vector<std::string>(1023, cbor(1))), CborForm::any_order));
}

TEST(Cbor, RefusesDeepNesting) {
  std::string value = cbor(1);
  for (int depth = 2; depth <= CborValue::max_depth; ++depth) value = cbor_array({value});
  EXPECT_TRUE(CborValue::parse(value, CborForm::canonical));
  EXPECT_FALSE(CborValue::parse(cbor_array({value}), CborForm::canonical));
  EXPECT_FALSE(CborValue::parse(std::string(100'000, '\x81') + '\1', CborForm::any_order));
}

TEST(Cbor, RefusesIndefiniteLengthsTagsFloatsAndOddSimples) {
  for (const auto* hex :
       {"5f4101ff", "7f6161ff", "9f01ff", "bf616101ff", "ff", "c001", "d9d9f7a0", "f93c00",
        "fa3f800000", "fb3ff0000000000000", "f7", "e0", "f820", "1c", "3c", "5c", "fc", "9c"}) {
    EXPECT_FALSE(parses(hex)) << hex;
  }
}

TEST(Cbor, RefusesBrokenTextAndOverflow) {
  EXPECT_FALSE(parses("61ff"));
  EXPECT_FALSE(parses("63eda080"));
  EXPECT_FALSE(parses("1b8000000000000000"));
  EXPECT_TRUE(parses("3b7fffffffffffffff"));
  EXPECT_FALSE(parses("3b8000000000000000"));
}

TEST(Cbor, RefusesDuplicateAndOddKeys) {
  EXPECT_FALSE(parses("a2616101616102"));
  EXPECT_FALSE(parses("a201010102"));
  EXPECT_FALSE(parses("a3616101616202616103"));
  EXPECT_FALSE(
      parses("a201011801"
             "02"));                      // 1 twice, once in two bytes
  EXPECT_TRUE(parses("a2016161613102"));  // 1 and "1" are two keys
  for (const auto* hex : {"a1410101", "a1f501", "a1f601", "a18001", "a1a001"}) {
    EXPECT_FALSE(parses(hex)) << hex;
  }
}

TEST(Cbor, CanonicalFormIsTheShortestAndSorted) {
  const auto canonical = [](std::string_view hex) { return parses(hex, CborForm::canonical); };
  for (const auto* hex : {"1800", "1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817",
                          "580141", "780161", "980101",
                          "b8016161"
                          "01"}) {
    EXPECT_FALSE(canonical(hex)) << hex;
    EXPECT_EQ(parses(hex), std::string_view(hex) != "980101" || parses(hex)) << hex;
  }
  EXPECT_TRUE(
      canonical("a50102032620012141012241"
                "02"));
  EXPECT_FALSE(canonical("a203260102"));  // 3 before 1
  EXPECT_FALSE(canonical("a220010102"));  // -1 before 1
  EXPECT_FALSE(
      canonical("a2210120"
                "01"));  // -2 before -1
  EXPECT_FALSE(
      canonical("a261610101"
                "01"));  // "a" before 1
  EXPECT_FALSE(
      canonical("a26262620161"
                "6101"));                      // "bb" before "a"
  EXPECT_TRUE(canonical("a261620162616101"));  // "b" before "aa"
  EXPECT_FALSE(canonical("a2616201616101"));   // "b" before "a"
}

TEST(AttestationObjects, HoldThreeMembersInAnyOrder) {
  const auto format = std::pair(cbor_text("fmt"), cbor_text("none"));
  const auto statement = std::pair(cbor_text("attStmt"), cbor_map({}));
  const auto data = std::pair(cbor_text("authData"), cbor_bytes("x"));
  EXPECT_TRUE(AttestationObject::parse(cbor_map({data, statement, format})));
  const auto more = std::pair(cbor_text("epAtt"), std::string("\xf5"));
  for (const auto& object :
       {cbor_map({format, statement}), cbor_map({format, data}), cbor_map({statement, data}),
        cbor_map({format, statement, data, more}), cbor_map({format, statement, more}),
        cbor_map({{format.first, cbor_bytes("none")}, statement, data}),
        cbor_map({format, {statement.first, cbor_array({})}, data}),
        cbor_map({format, statement, {data.first, cbor_text("x")}}),
        cbor_array({format.second, statement.second, data.second}), std::string()}) {
    EXPECT_EQ(AttestationObject::parse(object).error(), Failure::attestation_object_malformed);
  }
}

}  // namespace
}  // namespace gatehouse::webauthn
