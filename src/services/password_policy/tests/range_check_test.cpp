#include <gatehouse/services/password_policy/range_check.hpp>

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>

#include "breach.hpp"

namespace gatehouse::services {
namespace {

// SHA-1 of "password" without its first five digits, 5BAA6.
constexpr std::string_view known = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
const std::string other = "003D68EB55068C33ACE09247EE4C639306B";

std::string line(std::string_view suffix, std::string_view count, std::string_view end = "\r\n") {
  return std::string(suffix) + ":" + std::string(count) + std::string(end);
}

TEST(Range, HoldsASuffixWhereverItStands) {
  const auto before = line(other, "3") + line("00" + other.substr(2), "7");
  const auto behind = line("FF" + other.substr(2), "2");
  for (const auto& text : {line(known, "1"), before + line(known, "10434004") + behind,
                           line(known, "5") + behind, before + line(known, "5", "")}) {
    EXPECT_EQ(range_holds(text, known), true) << text;
  }
  EXPECT_EQ(range_holds(before + behind, known), false);
  EXPECT_EQ(range_holds("", known), false);
}

TEST(Range, ReadsEveryEndOfLineAndEitherCase) {
  EXPECT_EQ(range_holds(line(known, "1", "\n"), known), true);
  EXPECT_EQ(range_holds(line(known, "1", ""), known), true);
  EXPECT_EQ(range_holds(ascii_lower(line(known, "1")), known), true);
}

TEST(Range, TakesLinesThatWereSeenNeverForPadding) {
  EXPECT_EQ(range_holds(line(known, "0"), known), false);
  EXPECT_EQ(range_holds(line(known, "000"), known), false);
  EXPECT_EQ(range_holds(line(known, "0") + line(known, "01"), known), true);
}

TEST(Range, CountsMayBeLargerThanNumbers) {
  EXPECT_EQ(range_holds(line(known, "18446744073709551616"), known), true);
  EXPECT_EQ(range_holds(line(known, std::string(10'000, '0')), known), false);
  EXPECT_EQ(range_holds(line(known, std::string(10'000, '9')), known), true);
}

TEST(Range, IsNothingElse) {
  const std::string good = line(known, "4");
  for (const auto& bad : {std::string("<html><body>Service unavailable</body></html>"),
                          std::string("\n"),
                          std::string("\r\n"),
                          std::string("\r"),
                          std::string(1, '\0'),
                          std::string("null"),
                          std::string(known),
                          std::string(known) + ":",
                          std::string(known) + ":-1",
                          std::string(known) + ":1x",
                          std::string(known) + ": 1",
                          std::string(known) + ":1 ",
                          std::string(known) + ";1",
                          " " + std::string(known) + ":1",
                          std::string(known.substr(1)) + ":1",
                          "A" + std::string(known) + ":1",
                          "G" + std::string(known.substr(1)) + ":1",
                          "5BAA6" + std::string(known) + ":1",
                          std::string(35, '\xff') + ":1",
                          std::string(1'000'000, 'A')}) {
    EXPECT_EQ(range_holds(bad, known), std::nullopt) << bad.substr(0, 60);
    EXPECT_EQ(range_holds(good + bad + "\n" + good, known), std::nullopt)
        << "one bad line spoils the answer: " << bad.substr(0, 60);
  }
}

// Answers with what it is told and keeps what it was asked.
class FakeSource final : public RangeSource {
 public:
  Task<std::expected<std::string, std::string>> fetch(std::string prefix) override {
    asked.push_back(prefix);
    co_return answer;
  }

  std::expected<std::string, std::string> answer;
  std::vector<std::string> asked;
};

Result<> checked(RangeCheck& check, const std::string& password) {
  boost::asio::io_context context;
  const Secret secret{password};
  std::optional<Result<>> result;
  boost::asio::co_spawn(
      context, [&]() -> Task<> { result = co_await check.check(secret, "/new_password"); },
      boost::asio::detached);
  context.run();
  return result.value();
}

double failures(const telemetry::Metrics& metrics) {
  const auto text = metrics.text();
  const std::string name = "\ngatehouse_breach_check_failures_total ";
  const auto at = text.find(name);
  return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size()));
}

TEST(RangeCheck, TellsTheSourceFiveDigitsAndNothingElse) {
  FakeSource source;
  telemetry::Metrics metrics;
  RangeCheck check(&source, metrics);
  source.answer = line(other, "1") + line(known, "10434004");
  const auto refused = checked(check, "password");
  ASSERT_FALSE(refused);
  EXPECT_EQ(source.asked, std::vector<std::string>{"5BAA6"});
  EXPECT_EQ(refused.error().code, ErrorCode::password_breached);
  EXPECT_EQ(refused.error().violations.at(0).pointer, "/new_password");
  EXPECT_EQ(refused.error().violations.at(0).detail, breached("/new_password").detail)
      << "as the local list answers";
  EXPECT_TRUE(checked(check, "another one"));
  EXPECT_EQ(failures(metrics), 0);
}

TEST(RangeCheck, LetsPasswordsPassWithoutAnAnswerAndCountsIt) {
  FakeSource source;
  telemetry::Metrics metrics;
  RangeCheck check(&source, metrics);
  source.answer = std::unexpected("time-out");
  EXPECT_TRUE(checked(check, "password"));
  source.answer = "<html>Captive portal</html>";
  EXPECT_TRUE(checked(check, "password"));
  EXPECT_EQ(failures(metrics), 2);
  source.answer = line(known, "1");
  EXPECT_FALSE(checked(check, "password")) << "as soon as the source is back";
  EXPECT_EQ(failures(metrics), 2);
}

TEST(RangeCheck, WithoutASourceEveryPasswordPasses) {
  telemetry::Metrics metrics;
  RangeCheck check(nullptr, metrics);
  EXPECT_TRUE(checked(check, "password"));
  EXPECT_EQ(failures(metrics), -1) << "and there is nothing to count";
}

}  // namespace
}  // namespace gatehouse::services
