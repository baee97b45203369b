// Sign-ins of one browser beside each other: each is bound to it by a cookie of its own.
#include <map>

#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::verify;

constexpr std::string_view prefix = "__Host-gatehouse-sign-in-";

// The cookies of a browser: a later one of a name takes the place of the earlier.
class Browser {
 public:
  // What a page in it sends along.
  test::Extras page() const {
    return {.headers = "Origin: http://localhost\r\nX-Requested-With: gatehouse\r\n" + cookies()};
  }
  // The Cookie line alone, as an EventSource sends it.
  std::string cookies() const {
    std::string line;
    for (const auto& [name, value] : cookies_)
      line.append(line.empty() ? "Cookie: " : "; ").append(name).append("=").append(value);
    return line.empty() ? line : line + "\r\n";
  }
  void take(const test::Answer& answer) {
    for (auto line : split(answer.head, '\n')) {
      if (!line.starts_with("Set-Cookie: ")) continue;
      line.remove_prefix(line.find(' ') + 1);
      const auto pair = line.substr(0, line.find(';'));
      const std::string name(pair.substr(0, pair.find('=')));
      if (line.find("Max-Age=0") == std::string_view::npos)
        cookies_[name] = pair.substr(pair.find('=') + 1);
      else
        cookies_.erase(name);
    }
  }
  std::ptrdiff_t sign_ins() const {
    return std::ranges::count_if(cookies_,
                                 [](const auto& one) { return one.first.starts_with(prefix); });
  }

 private:
  std::map<std::string, std::string> cookies_;
};

class SignInsOfABrowser : public testing::Test {
 protected:
  SignInsOfABrowser() : rahim(service, "rahim@example.com"), app(rahim.add_app()) {}

  test::Answer start() { return rahim.start(browser.page()); }
  test::Answer finish(const std::string& id) {
    auto answer = verify(service, id, "totp", rahim.fresh_code(app), browser.page());
    browser.take(answer);
    return answer;
  }

  test::Service service;
  test::Person rahim;
  test::App app;
  Browser browser;
};

TEST_F(SignInsOfABrowser, BothEndWhenBegunAtOnceInAFreshOne) {
  const auto one = start();
  const auto two = start();
  browser.take(one);
  browser.take(two);
  for (const auto* begun : {&one, &two}) {
    const auto path = "/v1/sign-ins/" + begun->text("/id");
    EXPECT_EQ(service.send("GET", path, {}, {.headers = browser.cookies()}).status, 200);
    EXPECT_EQ(finish(begun->text("/id")).status, 200);
  }
  EXPECT_EQ(browser.sign_ins(), 0) << "each is forgotten at its end";
}

TEST_F(SignInsOfABrowser, AreForgottenWhenTheyAreOver) {
  const auto begun = start();
  browser.take(begun);
  EXPECT_EQ(browser.sign_ins(), 1);
  EXPECT_NE(begun.header("Set-Cookie").find("; Max-Age=900"), std::string::npos);
  service.clock.advance(15min);
  EXPECT_EQ(finish(begun.text("/id")).code(), "sign_in_over");
  EXPECT_EQ(browser.sign_ins(), 0);
}

TEST_F(SignInsOfABrowser, AreTheLastTen) {
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) {
    service.clock.advance(1s);
    const auto begun = start();
    browser.take(begun);
    ids.push_back(begun.text("/id"));
  }
  EXPECT_EQ(browser.sign_ins(), 10);
  EXPECT_EQ(finish(ids[1]).code(), "sign_in_over");
  EXPECT_EQ(finish(ids[2]).status, 200);
  EXPECT_EQ(finish(ids[11]).status, 200);
}

TEST_F(SignInsOfABrowser, BeginWhateverItsCookiesAreCalled) {
  std::string planted = "Cookie: a=b";
  for (const std::string name : {"", "x", "\"quoted\"", "sgn_0", "\xC3\xA4"}) {
    for (int i = 0; i < 4; ++i) planted.append("; ").append(prefix).append(name).append("=x");
  }
  auto extras = browser.page();
  extras.headers += planted + "\r\n";
  const auto begun = rahim.start(extras);
  ASSERT_EQ(begun.status, 200);
  browser.take(begun);
  EXPECT_EQ(finish(begun.text("/id")).status, 200);
}

}  // namespace
}  // namespace gatehouse
