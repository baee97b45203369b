#include <gatehouse/platform/pg/codec.hpp>

#include <cmath>
#include <initializer_list>
#include <limits>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <fmt/format.h>

#include "database_fixture.hpp"

namespace gatehouse::pg {

enum class Colour : std::uint8_t { red, dark_green };
BOOST_DESCRIBE_ENUM(Colour, red, dark_green)

struct Everything {
  bool flag;
  std::int16_t small;
  std::int64_t large;
  double real;
  std::string name;
  Bytes raw;
  AccountId account;
  Timestamp at;
  boost::json::value document;
  IpAddress address;
  Colour colour;
  std::vector<std::string> names;
  std::optional<std::int32_t> missing;
  std::optional<std::vector<Uuid>> ids;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, small, large, real, name, raw, account, at, document, address, colour,
                       names, missing, ids))

namespace {

// The value as the server sent it back, and as the server itself writes it.
template <class T>
struct Echo {
  T value;
  std::optional<std::string> text;
};

// A type always has the same name in PostgreSQL, so its statements are made once.
template <class T>
Task<Echo<T>> echo(Database& database, std::string type, T value) {
  static const std::string same = "SELECT $1::" + type;
  static const std::string written = "SELECT ($1::" + type + ")::text";
  static const std::string name = fmt::format("test.echo.{}", statements().size());
  static const std::string text_name = name + ".text";
  static const Query<T(T)> back{{name, same}};
  static const Query<std::optional<std::string>(T)> text{{text_name, written}};
  auto tx = Transaction::reading(database);
  const auto returned = tx.one(back, value);
  const auto spelled = tx.one(text, value);
  co_await tx.flush();
  co_return Echo<T>{returned.value(), spelled.value()};
}

template <class T>
Task<> expect_echo(Database& database, std::string type, T value, std::optional<std::string> text) {
  const auto answer = co_await echo<T>(database, type, value);
  EXPECT_EQ(answer.value, value) << type;
  EXPECT_EQ(answer.text, text) << type;
}

Uuid uuid(std::string_view text) { return *Uuid::parse(text); }

Timestamp at(int year, std::chrono::microseconds after = {}) {
  return std::chrono::sys_days{std::chrono::year{year} / 1 / 1} + after;
}

using CodecTest = DatabaseTest;

TEST_F(CodecTest, NumbersKeepTheirBoundsBothWays) {
  run([](Database& db) -> Task<> {
    co_await expect_echo<bool>(db, "bool", true, "true");
    co_await expect_echo<bool>(db, "bool", false, "false");
    co_await expect_echo<std::int16_t>(db, "int2", -32768, "-32768");
    co_await expect_echo<std::int16_t>(db, "int2", 32767, "32767");
    co_await expect_echo<std::int32_t>(db, "int4", std::numeric_limits<std::int32_t>::min(),
                                       "-2147483648");
    co_await expect_echo<std::int32_t>(db, "int4", -1, "-1");
    co_await expect_echo<std::int64_t>(db, "int8", std::numeric_limits<std::int64_t>::min(),
                                       "-9223372036854775808");
    co_await expect_echo<std::int64_t>(db, "int8", 258, "258");
    co_await expect_echo<double>(db, "float8", -0.1, "-0.1");
    co_await expect_echo<double>(db, "float8", std::numeric_limits<double>::infinity(), "Infinity");
    EXPECT_TRUE(std::isnan((co_await echo<double>(db, "float8", std::nan(""))).value));
  });
}

TEST_F(CodecTest, TextAndBytesAreNotInterpreted) {
  run([](Database& db) -> Task<> {
    for (const std::string& text : std::initializer_list<std::string>{
             "", "'; DROP TABLE things; --", "\\x00 \\ \" $1 %s", "শান্তি 👋", "{a,NULL}"}) {
      co_await expect_echo<std::string>(db, "text", text, text);
    }
    const std::string raw("\0\xff\\x\n'", 6);
    co_await expect_echo<Bytes>(db, "bytea", Bytes{raw}, "\\x00ff5c780a27");
    co_await expect_echo<Bytes>(db, "bytea", Bytes{}, "\\x");
    const std::string large(3'000'000, 'x');
    EXPECT_EQ((co_await echo<std::string>(db, "text", large)).value, large);
  });
}

TEST_F(CodecTest, TextThatPostgresCannotHoldIsRefusedByItsState) {
  run([](Database& db) -> Task<> {
    for (const std::string& text :
         std::initializer_list<std::string>{std::string("a\0b", 3), std::string("\xff\xfe")}) {
      std::string state;
      try {
        co_await echo<std::string>(db, "text", text);
      } catch (const QueryError& error) {
        state = error.sqlstate();
      }
      EXPECT_EQ(state, "22021");
    }
    co_await expect_echo<std::string>(db, "text", "next", "next");
  });
}

TEST_F(CodecTest, MomentsKeepTheirMicroseconds) {
  run([](Database& db) -> Task<> {
    static const Query<std::string(Timestamp)> text{
        {"test.utc", "SELECT ($1::timestamptz AT TIME ZONE 'UTC')::text"}};
    auto tx = Transaction::reading(db);
    const auto written = tx.one(text, at(1999, 1us));
    EXPECT_EQ(co_await written.get(), "1999-01-01 00:00:00.000001");
    for (const auto moment : {at(1970), at(2000, -1us), at(2026, 123456us), at(9999)}) {
      EXPECT_EQ((co_await echo<Timestamp>(db, "timestamptz", moment)).value, moment);
    }
  });
}

TEST_F(CodecTest, AMomentThatCannotBeCountedIsRefused) {
  run([](Database& db) -> Task<> {
    static const Query<Timestamp()> never{{"test.never", "SELECT 'infinity'::timestamptz"}};
    auto tx = Transaction::reading(db);
    const auto moment = tx.one(never);
    co_await tx.flush();
    EXPECT_THROW(moment.value(), std::runtime_error);
  });
}

TEST_F(CodecTest, IdsAddressesDocumentsAndNames) {
  run([](Database& db) -> Task<> {
    const auto id = uuid("01890a5d-ac96-774b-bcce-b302099a8057");
    co_await expect_echo<Uuid>(db, "uuid", id, "01890a5d-ac96-774b-bcce-b302099a8057");
    co_await expect_echo<AccountId>(db, "uuid", {id}, "01890a5d-ac96-774b-bcce-b302099a8057");
    co_await expect_echo<IpAddress>(db, "inet", *IpAddress::parse("192.0.2.7"), "192.0.2.7/32");
    co_await expect_echo<IpAddress>(db, "inet", *IpAddress::parse("2001:db8::1"),
                                    "2001:db8::1/128");
    const boost::json::value document{{"a", {1, nullptr, "\u20ac \""}}, {"b", 1.5}};
    co_await expect_echo<boost::json::value>(db, "jsonb", document,
                                             R"({"a": [1, null, "€ \""], "b": 1.5})");
    co_await expect_echo<Colour>(db, "text", Colour::dark_green, "dark_green");
    static const Query<Colour()> unknown{{"test.unknown", "SELECT 'blue'"}};
    auto tx = Transaction::reading(db);
    const auto colour = tx.one(unknown);
    co_await tx.flush();
    EXPECT_THROW(colour.value(), std::runtime_error);
  });
}

TEST_F(CodecTest, ArraysAreEmptyFullAndNeverHoldNulls) {
  run([](Database& db) -> Task<> {
    using Texts = std::vector<std::string>;
    co_await expect_echo<Texts>(db, "text[]", {}, "{}");
    co_await expect_echo<Texts>(db, "text[]", {"", "a,b", "NULL", "\"{\\"},
                                R"({"","a,b","NULL","\"{\\"})");
    co_await expect_echo<std::vector<std::int64_t>>(db, "int8[]", {-1, 0, 1}, "{-1,0,1}");
    co_await expect_echo<std::vector<std::int32_t>>(db, "int4[]", {7}, "{7}");
    co_await expect_echo<std::vector<std::int16_t>>(db, "int2[]", {-7}, "{-7}");
    co_await expect_echo<std::vector<bool>>(db, "bool[]", {true, false}, "{t,f}");
    co_await expect_echo<std::vector<Colour>>(db, "text[]", {Colour::red}, "{red}");
    const std::vector<Uuid> ids{Uuid::make(at(2026)), Uuid::make(at(2026))};
    EXPECT_EQ((co_await echo<std::vector<Uuid>>(db, "uuid[]", ids)).value, ids);
    static const Query<Texts()> with_null{{"test.with_null", "SELECT ARRAY['a', NULL]"}};
    static const Query<Texts()> matrix{{"test.matrix", "SELECT ARRAY[['a'], ['b']]"}};
    auto tx = Transaction::reading(db);
    const auto first = tx.one(with_null);
    const auto second = tx.one(matrix);
    co_await tx.flush();
    EXPECT_THROW(first.value(), std::runtime_error);
    EXPECT_THROW(second.value(), std::runtime_error);
  });
}

TEST_F(CodecTest, NullIsAnEmptyOptionalAndNothingElse) {
  run([](Database& db) -> Task<> {
    co_await expect_echo<std::optional<std::string>>(db, "text", std::nullopt, std::nullopt);
    co_await expect_echo<std::optional<std::string>>(db, "text", "", "");
    co_await expect_echo<std::optional<Timestamp>>(db, "timestamptz", std::nullopt, std::nullopt);
    co_await expect_echo<std::optional<Uuid>>(db, "uuid", std::nullopt, std::nullopt);
    static const Query<std::string()> null{{"test.null", "SELECT NULL::text"}};
    auto tx = Transaction::reading(db);
    const auto text = tx.one(null);
    const auto maybe = tx.optional(null);
    co_await tx.flush();
    EXPECT_THROW(text.value(), std::runtime_error);
    EXPECT_THROW(maybe.value(), std::runtime_error) << "a row there is";
  });
}

TEST_F(CodecTest, ARowOfEveryTypeBecomesItsStruct) {
  run([](Database& db) -> Task<> {
    static const Query<Everything()> everything{{"test.everything", R"(
      SELECT true AS flag, 2::int2 AS small, 3::int8 AS large, 0.5::float8 AS real, 'n' AS name,
        '\x00'::bytea AS raw, '01890a5d-ac96-774b-bcce-b302099a8057'::uuid AS account,
        '2000-01-01 00:00:01Z'::timestamptz AS at, '[1]'::jsonb AS document,
        '10.0.0.0/8'::inet AS address, 'red' AS colour, '{a,b}'::text[] AS names,
        NULL::int4 AS missing, NULL::uuid[] AS ids
      FROM generate_series(1, 3))"}};
    auto tx = Transaction::reading(db);
    const auto rows = co_await tx.list(everything).get();
    EXPECT_EQ(rows.size(), 3U);
    const auto& row = rows.at(2);
    EXPECT_TRUE(row.flag && row.small == 2 && row.large == 3 && row.real == 0.5);
    EXPECT_EQ(row.name, "n");
    EXPECT_EQ(row.raw, (Bytes{std::string(1, '\0')}));
    EXPECT_EQ(row.account.uuid, uuid("01890a5d-ac96-774b-bcce-b302099a8057"));
    EXPECT_EQ(row.at, at(2000, 1s));
    EXPECT_EQ(row.document, (boost::json::array{1}));
    EXPECT_EQ(row.address.text(), "10.0.0.0") << "without its mask";
    EXPECT_EQ(row.colour, Colour::red);
    EXPECT_EQ(row.names, (std::vector<std::string>{"a", "b"}));
    EXPECT_FALSE(row.missing || row.ids);
  });
}

}  // namespace
}  // namespace gatehouse::pg
