#include "shop.hpp"

namespace gatehouse::api::testing {
namespace {

constexpr std::string_view good =
    R"({"email":"a@b.example","password":"correct horse","lines":[{"article":"pen","count":2}]})";

// The good order with `more` put in front of its other members.
std::string order_with(std::string_view more) {
  return "{" + std::string(more) + "," + std::string(good.substr(1));
}

Error error_of(std::string_view text) {
  auto result = decode_json<Order>(text);
  EXPECT_FALSE(result) << text;
  return result ? Error{ErrorCode::conflict} : std::move(result.error());
}

TEST(JsonDecoder, ReadsEveryKindOfMember) {
  const auto order = decode_json<Order>(order_with(
      R"("colour":"green","notes":["a\nb","ü\u00fc\ud83d\ude00"],"at":"2026-01-31T10:00:00+01:00",)"
      R"("gift":true,"account":"acct_01h455vb4pex5vsknk084sn02q","weight":1.5e2,)"
      R"("nickname":null,"extra":{"a":[1,-2.5,null]})"));
  ASSERT_TRUE(order) << order.error().detail;
  EXPECT_EQ(order->email, "a@b.example");
  EXPECT_EQ(order->password.reveal(), "correct horse");
  EXPECT_EQ(order->colour, Colour::green);
  ASSERT_EQ(order->lines.size(), 1U);
  EXPECT_EQ(order->lines[0].count, 2);
  EXPECT_EQ(order->notes->at(1), "üü😀");
  EXPECT_EQ(format_rfc3339(*order->at), "2026-01-31T09:00:00.000Z");
  EXPECT_EQ(order->account->text(), "acct_01h455vb4pex5vsknk084sn02q");
  EXPECT_EQ(order->weight, 150.0);
  ASSERT_TRUE(order->nickname) << "null is a value of an optional within an optional";
  EXPECT_FALSE(order->nickname->has_value());
  EXPECT_EQ(order->extra->at("a").at(1).as_double(), -2.5);
}

TEST(JsonDecoder, TellsAllViolationsAtOnceWithTheirPlaces) {
  const auto error = error_of(
      R"({"email":"nobody","colour":"blue","lines":[{"article":"123456789","count":0},{"count":"1"},7],)"
      R"("a/b~c":1,"at":"yesterday","account":"sess_01h455vb4pex5vsknk084sn02q","gift":"yes",)"
      R"("notes":["a","b","c"]})");
  EXPECT_EQ(error.code, ErrorCode::validation_failed);
  EXPECT_EQ(rule_at(error, "/email"), "format");
  EXPECT_EQ(rule_at(error, "/password"), "required");
  EXPECT_EQ(rule_at(error, "/colour"), "enum");
  EXPECT_EQ(rule_at(error, "/lines/0/article"), "length");
  EXPECT_EQ(rule_at(error, "/lines/0/count"), "range");
  EXPECT_EQ(rule_at(error, "/lines/1/article"), "required");
  EXPECT_EQ(rule_at(error, "/lines/1/count"), "type");
  EXPECT_EQ(rule_at(error, "/lines/2"), "type");
  EXPECT_EQ(rule_at(error, "/a~1b~0c"), "unknown");
  EXPECT_EQ(rule_at(error, "/at"), "format");
  EXPECT_EQ(rule_at(error, "/account"), "format");
  EXPECT_EQ(rule_at(error, "/gift"), "type");
  EXPECT_EQ(rule_at(error, "/notes"), "items");
  EXPECT_EQ(error.violations.size(), 13U);
}

TEST(JsonDecoder, RefusesWhatIsNotJson) {
  for (const std::string_view bad : {"",
                                     " ",
                                     "{",
                                     "{}{}",
                                     "{} x",
                                     "{,}",
                                     R"({"a":1,})",
                                     R"({"a" 1})",
                                     R"({'a':1})",
                                     R"({"a":01})",
                                     R"({"a":+1})",
                                     R"({"a":.5})",
                                     R"({"a":1.})",
                                     R"({"a":1e})",
                                     R"({"a":-})",
                                     R"({"a":NaN})",
                                     R"({"a":tru})",
                                     R"({"a":[1,]})",
                                     R"({"a":"\x"})",
                                     R"({"a":"\u12g4"})",
                                     R"({"a":"\ud800"})",
                                     R"({"a":"\udc00"})",
                                     R"({"a":"\ud800\u0041"})",
                                     "{\"a\":\"\n\"}",
                                     "{\"a\":\"\xff\"}",
                                     "{\"a\":\"\xc0\xaf\"}",
                                     "{\"a\":\"\xed\xa0\x80\"}",
                                     "\xef\xbb\xbf{}",
                                     "{\"a\":1 /* no */}",
                                     R"({"a":"open)",
                                     R"({"a":"\)",
                                     R"({a:1})",
                                     "{\"a\":1}\x01"}) {
    EXPECT_EQ(error_of(bad).code, ErrorCode::malformed_json) << bad;
  }
  EXPECT_EQ(error_of(std::string_view("{}\0", 3)).code, ErrorCode::malformed_json);
  EXPECT_EQ(error_of(std::string_view("\0", 1)).code, ErrorCode::malformed_json);
}

TEST(JsonDecoder, RefusesAKeyGivenTwiceWhereverItStands) {
  auto error = error_of(order_with(R"("email":"x@y.example")"));
  EXPECT_EQ(error.code, ErrorCode::malformed_json);
  EXPECT_EQ(rule_at(error, "/email"), "duplicate");
  EXPECT_EQ(error_of(order_with(R"("\u0065mail":"x@y.example")")).code, ErrorCode::malformed_json);
  EXPECT_EQ(rule_at(error_of(R"({"x":1,"x":1})"), "/x"), "duplicate");
  EXPECT_EQ(rule_at(error_of(R"({"x":[{"y":1,"y":1}]})"), "/x/0/y"), "duplicate");
  EXPECT_EQ(rule_at(error_of(order_with(R"("extra":{"y":1,"y":1})")), "/extra/y"), "duplicate");
}

TEST(JsonDecoder, StopsAtDepth32) {
  const auto nested = [](int levels) {
    return order_with(R"("extra":)" + std::string(levels, '[') + std::string(levels, ']'));
  };
  EXPECT_TRUE(decode_json<Order>(nested(max_json_depth - 1)));
  EXPECT_EQ(error_of(nested(max_json_depth)).code, ErrorCode::malformed_json);
  EXPECT_EQ(error_of(nested(20'000)).code, ErrorCode::malformed_json);
  const std::string unknown = R"({"x":)" + std::string(100'000, '[');
  EXPECT_EQ(error_of(unknown).code, ErrorCode::malformed_json);
}

TEST(JsonDecoder, RefusesNumbersThatDoNotFit) {
  const auto count = [](std::string_view number) {
    return R"({"lines":[{"article":"a","count":)" + std::string(number) + "}]}";
  };
  for (const auto* number : {"0", "100", "-1", "2147483648", "99999999999999999999"}) {
    EXPECT_EQ(rule_at(error_of(count(number)), "/lines/0/count"), "range") << number;
  }
  for (const auto* number : {"1.0", "1e0", "true", "null", "[]"}) {
    EXPECT_EQ(rule_at(error_of(count(number)), "/lines/0/count"), "type") << number;
  }
  EXPECT_EQ(rule_at(error_of(order_with(R"("weight":1e999)")), "/weight"), "range");
  EXPECT_EQ(rule_at(error_of(order_with(R"("extra":[1e999])")), "/extra/0"), "range");
  EXPECT_EQ(rule_at(error_of(order_with(R"("extra":[99999999999999999999])")), "/extra/0"),
            "range");
}

TEST(JsonDecoder, RefusesControlCharactersButInMultilineTexts) {
  const auto note = [](std::string_view text) {
    return order_with(R"("notes":[")" + std::string(text) + R"("])");
  };
  EXPECT_TRUE(decode_json<Order>(note(R"(a\tb\nc)")));
  EXPECT_EQ(rule_at(error_of(note(R"(a\u0000)")), "/notes/0"), "characters");
  EXPECT_EQ(rule_at(error_of(note(R"(a\u202e)")), "/notes/0"), "characters");
  EXPECT_EQ(rule_at(error_of(R"({"lines":[{"article":"a\nb","count":1}]})"), "/lines/0/article"),
            "characters");
  EXPECT_EQ(rule_at(error_of(order_with(R"("extra":{"a":"\u0000"})")), "/extra/a"), "characters");
}

TEST(JsonDecoder, CountsCodePointsNotBytes) {
  const auto article = [](std::string_view text) {
    return R"({"email":"a@b.example","password":"correct horse","lines":[{"count":1,"article":")" +
           std::string(text) + R"("}]})";
  };
  EXPECT_TRUE(decode_json<Order>(article("আআআআআআআআ")));
  EXPECT_EQ(rule_at(error_of(article("আআআআআআআআআ")), "/lines/0/article"), "length");
  EXPECT_EQ(rule_at(error_of(article("")), "/lines/0/article"), "length");
}

TEST(JsonDecoder, RefusesNullForWhatMayOnlyBeAbsent) {
  EXPECT_EQ(rule_at(error_of(order_with(R"("colour":null)")), "/colour"), "type");
  EXPECT_EQ(rule_at(error_of(order_with(R"("at":null)")), "/at"), "type");
}

TEST(JsonDecoder, NeverRepeatsAValue) {
  const auto error = error_of(
      R"({"email":"hunter2","password":"hunter2","colour":"hunter2","at":"hunter2","gift":"hunter2"})");
  for (const auto& violation : error.violations) {
    EXPECT_EQ(violation.detail.find("hunter2"), std::string::npos) << violation.pointer;
  }
}

TEST(JsonDecoder, AsksTheStructItselfWhenItsMembersAreWellFormed) {
  auto result = decode_json<Contact>("{}");
  ASSERT_FALSE(result);
  EXPECT_EQ(rule_at(result.error(), "/email"), "required");
  EXPECT_TRUE(decode_json<Contact>(R"({"phone":"1"})"));
  result = decode_json<Contact>(R"({"x":1})");
  EXPECT_EQ(result.error().violations.size(), 1U);
}

TEST(JsonDecoder, TellsAtMostFiftyViolations) {
  std::string text = "{";
  for (int i = 0; i < 500; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  text.back() = '}';
  EXPECT_EQ(error_of(text).violations.size(), max_violations);
}

}  // namespace
}  // namespace gatehouse::api::testing
