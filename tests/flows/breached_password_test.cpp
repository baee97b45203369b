#include <charconv>

#include <gtest/gtest.h>

#include <gatehouse/test/service.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "range_server.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto good = "correct horse battery staple 9";
constexpr auto known = "seven purple lanterns drift 4";
const std::string known_digits = "8D8038A09A5DAA1BF7EBA6F0DF45A19D9B71A38C";  // its SHA-1

test::Answer register_with(const test::Service& service, const std::string& password) {
  return service.post("/v1/registrations",
                      R"({"email":"karim@example.com","password":")" + password + "\"}");
}

test::Answer change(const test::Service& service, const std::string& token,
                    const std::string& present, const std::string& next) {
  return service.post("/v1/me/password",
                      R"({"current_password":")" + present + R"(","new_password":")" + next + "\"}",
                      token);
}

void expect_breached(const test::Answer& answer, const std::string& pointer) {
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.code(), "password_breached");
  EXPECT_EQ(answer.text("/violations/0/pointer"), pointer);
  EXPECT_EQ(answer.text("/violations/0/rule"), "breached");
}

double failures(const test::Service& service) {
  const auto text = service.get("/metrics").content;
  const std::string name = "\ngatehouse_breach_check_failures_total ";
  const auto start = text.find(name);
  double value = -1;
  if (start != std::string::npos)
    std::from_chars(text.data() + start + name.size(), text.data() + text.size(), value);
  return value;
}

config::Settings asking(const test::RangeServer& ranges) {
  config::Settings settings;
  settings.password.breached_range_url = ranges.url();
  return settings;
}

TEST(BreachedPassword, OfTheListIsRefused) {
  const test::TempDir folder;
  config::Settings settings;
  settings.password.breached_list = folder.write("list", known_digits + ":2\r\n").string();
  const test::Service service(settings);
  expect_breached(register_with(service, known), "/password");
  const auto token = service.sign_up("rahim@example.com", good).text("/tokens/access_token");
  expect_breached(change(service, token, good, known), "/new_password");
  EXPECT_EQ(service.sign_in("rahim@example.com", good).status, 200) << "nothing has changed";
}

TEST(BreachedPassword, OfARangeIsRefused) {
  test::RangeServer ranges;
  ranges.add(known);
  const test::Service service(asking(ranges));
  expect_breached(register_with(service, known), "/password");
  const auto token = service.sign_up("rahim@example.com", good).text("/tokens/access_token");
  expect_breached(change(service, token, good, known), "/new_password");
  EXPECT_EQ(service.sign_in("rahim@example.com", good).status, 200);
  EXPECT_EQ(failures(service), 0);
}

TEST(BreachedPassword, IsNotTold) {
  test::RangeServer ranges;
  const test::Service service(asking(ranges));
  EXPECT_EQ(register_with(service, known).status, 202);
  EXPECT_EQ(ranges.requests(),
            std::vector<std::string>{"GET /range/" + known_digits.substr(0, 5) + " true"});
}

TEST(BreachedPassword, IsAskedForOnlyWhenAllElseIsGood) {
  test::RangeServer ranges;
  const test::Service service(asking(ranges));
  const auto token = service.sign_up("rahim@example.com", good).text("/tokens/access_token");
  const auto before = ranges.requests().size();
  EXPECT_EQ(register_with(service, "short").status, 422);
  EXPECT_EQ(register_with(service, "passwordpassword").code(), "password_too_weak");
  EXPECT_EQ(change(service, token, "wrong wrong wrong 8", known).code(), "invalid_credentials");
  EXPECT_EQ(change(service, token, good, good).code(), "password_reused");
  EXPECT_EQ(ranges.requests().size(), before);
}

TEST(BreachedPassword, PassesWhenTheRangeCannotBeHad) {
  test::RangeServer ranges;
  const test::Service service(asking(ranges));
  const auto token = service.sign_up("rahim@example.com", good).text("/tokens/access_token");
  double expected = 0;
  for (const auto& [status, body] :
       std::vector<std::pair<int, std::string>>{{200, "<html>Captive portal</html>"},
                                                {200, std::string(8 * 1024 * 1024, 'A')},
                                                {200, std::string(40'000, '\n')},
                                                {503, known_digits.substr(5) + ":1\r\n"},
                                                {302, ""},
                                                {404, ""}}) {
    ranges.answer_with(status, body);
    EXPECT_EQ(register_with(service, known).status, 202) << status;
    EXPECT_EQ(failures(service), ++expected) << status << body.substr(0, 20);
    service.database.execute("DELETE FROM throttles");
  }
  EXPECT_EQ(change(service, token, good, known).status, 204);
  EXPECT_EQ(failures(service), ++expected);
}

TEST(BreachedPassword, IsNotWaitedForLongerThanASecond) {
  test::RangeServer ranges;
  ranges.answer_with(200, "", 20s);
  const test::Service service(asking(ranges));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(register_with(service, known).status, 202);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_EQ(failures(service), 1);
}

TEST(BreachedPassword, PassesWhenNobodyListens) {
  config::Settings settings;
  settings.password.breached_range_url =
      "http://127.0.0.1:" + std::to_string(test::free_port()) + "/range/";
  const test::Service service(settings);
  EXPECT_EQ(register_with(service, known).status, 202);
  EXPECT_EQ(failures(service), 1);
}

std::string verdict(const test::Service& service, const std::string& password,
                    const std::string& more = "") {
  const auto answer =
      service.post("/v1/password-checks", R"({"password":")" + password + "\"" + more + "}");
  EXPECT_EQ(answer.status, 200) << answer.content;
  EXPECT_EQ(answer.content.find(password), std::string::npos);
  return answer.text("/verdict");
}

// What the pages say while a password is typed is what the registration would say.
TEST(PasswordCheck, SaysWhatTheRegistrationWouldSay) {
  test::RangeServer ranges;
  ranges.add(known);
  const test::Service service(asking(ranges));
  EXPECT_EQ(verdict(service, good), "good");
  EXPECT_EQ(verdict(service, known), "breached");
  EXPECT_EQ(verdict(service, "passwordpassword"), "weak");
  EXPECT_EQ(verdict(service, "zebra7 kiln"), "unsuitable");
  EXPECT_EQ(verdict(service, "zebra7 kiln", R"(,"beside_factor":true)"), "good");
  EXPECT_EQ(verdict(service, "rahim uddin karim", R"(,"personal":["Rahim Uddin","karim@x.y"])"),
            "weak");
  EXPECT_EQ(register_with(service, "passwordpassword").code(), "password_too_weak");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM accounts"), "0");
}

TEST(PasswordCheck, IsBounded) {
  const test::Service service;
  const auto refused = [&](const std::string& body) {
    return service.post("/v1/password-checks", body).status;
  };
  EXPECT_EQ(refused(R"({})"), 422);
  EXPECT_EQ(refused(R"({"password":")" + std::string(1025, 'x') + R"("})"), 422);
  EXPECT_EQ(refused(R"({"password":"x","personal":["1","2","3","4","5","6","7","8","9"]})"), 422);
  EXPECT_EQ(refused(R"({"password":"x","personal":[")" + std::string(255, 'x') + R"("]})"), 422);
  int last = 0;
  for (int i = 0; i < 70 && last != 429; ++i) last = refused(R"({"password":"short"})");
  EXPECT_EQ(last, 429);
}

}  // namespace
}  // namespace gatehouse
