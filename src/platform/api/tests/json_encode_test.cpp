#include "shop.hpp"

namespace gatehouse::api::testing {
namespace {

struct Everything {
  std::string text;
  std::optional<std::string> absent;
  std::optional<std::string> empty;
  std::int64_t big = 0;
  double real = 0;
  bool yes = false;
  Colour colour = Colour::red;
  std::vector<Line> lines;
  SessionId id;
  Timestamp at{};
  std::variant<Line, Contact> choice;
  boost::json::value extra;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (text, absent, empty, big, real, yes, colour, lines, id, at, choice, extra))
Fields fields_of(std::type_identity<Everything>) { return {{"empty", {.null_when_empty = true}}}; }

TEST(JsonEncoder, WritesEveryKind) {
  Everything value;
  value.text = "a\"b\\c\n\x01/ü";
  value.big = -9'007'199'254'740'993;
  value.real = 0.1;
  value.yes = true;
  value.lines = {{"pen", 1}, {"ink", 2}};
  value.choice = Contact{.phone = "1"};
  value.extra = {{"a", {1, 2}}};
  EXPECT_EQ(
      encode_json(value),
      R"({"text":"a\"b\\c\n\u0001/ü","empty":null,"big":-9007199254740993,"real":0.1,"yes":true,)"
      R"("colour":"red","lines":[{"article":"pen","count":1},{"article":"ink","count":2}],)"
      R"("id":"sess_00000000000000000000000000","at":"1970-01-01T00:00:00.000Z","choice":{"phone":"1"},)"
      R"("extra":{"a":[1,2]}})");
}

TEST(JsonEncoder, NeverWritesInvalidUtf8) {
  std::string out;
  append_json_string(out, "a\xff\xc3\xa9\xe2\x82");
  EXPECT_EQ(out, "\"a\xEF\xBF\xBDé\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonEncoder, RoundTripsWhatTheDecoderReads) {
  const std::string text =
      R"({"email":"a@b.example","password":"correct horse","colour":"red","lines":[],)"
      R"("gift":false,"nickname":null})";
  const auto order = decode_json<Order>(text);
  ASSERT_TRUE(order);
  EXPECT_EQ(encode_json(*order), text);
}

}  // namespace
}  // namespace gatehouse::api::testing
