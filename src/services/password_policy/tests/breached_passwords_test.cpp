#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/services/password_policy.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "breach.hpp"

namespace gatehouse::services {
namespace {

Secret numbered(int i) { return Secret{"password " + std::to_string(i)}; }

// The sorted digits of `count` passwords.
std::vector<std::string> sorted_digits(int count) {
  std::set<std::string> digits;
  for (int i = 0; i < count; ++i) digits.insert(breach_digits(numbered(i)));
  return {digits.begin(), digits.end()};
}

class List {
 public:
  explicit List(const std::string& text) : breached_(folder_.write("list", text).string()) {}
  bool holds(const std::string& password) const { return breached_.contains(Secret{password}); }
  bool holds(int i) const { return breached_.contains(numbered(i)); }

 private:
  test::TempDir folder_;
  BreachedPasswords breached_;
};

std::string joined(const std::vector<std::string>& lines, const std::string& end) {
  std::string text;
  for (const auto& line : lines) text += line + end;
  return text;
}

TEST(BreachedPasswords, AreFoundByTheDigestOfTheFormat) {
  // From the documentation of Pwned Passwords: SHA-1 of "password".
  const List list("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:10434004\r\n");
  EXPECT_TRUE(list.holds("password"));
  EXPECT_FALSE(list.holds("Password"));
  EXPECT_FALSE(list.holds(""));
}

TEST(BreachedPasswords, AreFoundWhereverTheirLineStands) {
  for (const int count : {1, 2, 3, 4, 7, 64, 501}) {
    const List list(joined(sorted_digits(count), ":3\n"));
    for (int i = 0; i < count; ++i) EXPECT_TRUE(list.holds(i)) << i << " of " << count;
    for (int i = count; i < count + 200; ++i) EXPECT_FALSE(list.holds(i)) << i << " of " << count;
  }
}

TEST(BreachedPasswords, BeforeTheFirstAndBehindTheLastLineAreAbsent) {
  auto digits = sorted_digits(100);
  const auto first = digits.front();
  const auto last = digits.back();
  digits.erase(digits.begin());
  digits.pop_back();
  const List list(joined(digits, ":3\n"));
  int absent = 0;
  for (int i = 0; i < 100; ++i) {
    const auto own = breach_digits(numbered(i));
    EXPECT_EQ(list.holds(i), own != first && own != last) << i;
    if (own == first || own == last) ++absent;
  }
  EXPECT_EQ(absent, 2);
}

TEST(BreachedPasswords, LinesMayEndWithCrLfOrNotAtAll) {
  const auto digits = sorted_digits(50);
  for (const auto* end : {":1\r\n", ":1\n", "\n", "\r\n", ":184467440737095516150000\n"}) {
    auto text = joined(digits, end);
    const List whole(text);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(whole.holds(i)) << i;
    text.resize(text.find_last_not_of("\r\n") + 1);
    const List cut(text);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(cut.holds(i)) << i;
    EXPECT_FALSE(cut.holds(50));
  }
}

TEST(BreachedPasswords, MayBeWrittenInLowerCase) {
  const List list(ascii_lower(joined(sorted_digits(200), ":1\n")));
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(list.holds(i)) << i;
  EXPECT_FALSE(list.holds(200));
}

TEST(BreachedPasswords, OfAnEmptyFileAreNone) {
  EXPECT_FALSE(List("").holds(0));
  EXPECT_FALSE(List("\n").holds(0));
  EXPECT_FALSE(List("\r\n\r\n\n").holds(0));
}

TEST(BreachedPasswords, EmptyAndShortLinesAreSkipped) {
  const auto digits = sorted_digits(40);
  const auto text = "\n\r\n" + joined(digits, ":1\n\n") + "\n\n";
  const List list(text);
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(list.holds(i)) << i;
  // A line that is cut off is none, whichever digit it lost.
  const auto own = breach_digits(numbered(0));
  for (std::size_t size = 0; size < own.size(); ++size)
    EXPECT_FALSE(List(own.substr(0, size) + "\n").holds(0)) << size;
}

TEST(BreachedPasswords, OfAFileOfAnotherKindAreLookedForWithoutHarm) {
  EXPECT_FALSE(List(std::string(100'000, '\0')).holds(0));
  EXPECT_FALSE(List(std::string(100'000, 'F')).holds(0));
  EXPECT_FALSE(List("<html>\n<body>Not found</body>\n</html>").holds(0));
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes.push_back(static_cast<char>(i * 37));
  EXPECT_FALSE(List(bytes).holds(0));
}

TEST(BreachedPasswords, OfAFileThatIsNotThereStopTheStart) {
  EXPECT_THROW(BreachedPasswords("/nowhere/list"), std::runtime_error);
  const test::TempDir folder;
  EXPECT_THROW(BreachedPasswords(folder.path().string()), std::runtime_error) << "a folder";
}

}  // namespace
}  // namespace gatehouse::services
