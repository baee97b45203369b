#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";
constexpr auto next = "seven purple lanterns drift 4";
constexpr auto email = "rahim@example.com";
constexpr auto phone = "+8801712345678";

// Gives the one account a phone number.
void add_phone(const test::Service& service, bool is_verified) {
  service.database.execute(
      std::string("INSERT INTO account_identifiers (account_id, id, kind, canonical, display, "
                  "verified_at, created_at) SELECT id, gen_random_uuid(), 'phone', '") +
      phone + "', '" + phone + "', " + (is_verified ? "now()" : "NULL") + ", now() FROM accounts");
}

int change(const test::Service& service, const std::string& token) {
  return service
      .post("/v1/me/password",
            std::string(R"({"current_password":")") + password + R"(","new_password":")" + next +
                "\"}",
            token)
      .status;
}

// Channel and recipient of what was sent about the change, sorted, when the queue is empty.
std::string told(const test::Service& service) {
  while (service.database.value("SELECT count(*) FROM deliveries WHERE status = 'pending'") != "0")
    std::this_thread::sleep_for(10ms);
  return service.database
      .value(
          "SELECT string_agg(channel || ' ' || recipient, ', ' ORDER BY channel) FROM deliveries "
          "WHERE message = 'password_changed' AND status = 'sent'")
      .value_or("");
}

TEST(PasswordChange, IsToldOnEveryVerifiedChannel) {
  const test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  add_phone(service, true);
  ASSERT_EQ(change(service, token), 204);
  EXPECT_EQ(told(service), std::string("email ") + email + ", sms " + phone);
  const auto text = service.message_to("%2B8801712345678");
  EXPECT_EQ(text.at("channel").as_string(), "sms");
  EXPECT_NE(text.at("text").as_string().find("your password was changed"), std::string::npos);
}

TEST(PasswordChange, IsNotToldToANumberThatNobodyHasProved) {
  const test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  add_phone(service, false);
  ASSERT_EQ(change(service, token), 204);
  EXPECT_EQ(told(service), std::string("email ") + email);
}

TEST(PasswordChange, IsToldBySmsWhenThatIsAllThereIs) {
  const test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  add_phone(service, true);
  service.database.execute(
      "UPDATE account_identifiers SET verified_at = NULL WHERE kind = 'email'");
  ASSERT_EQ(change(service, token), 204);
  EXPECT_EQ(told(service), std::string("sms ") + phone);
}

TEST(PasswordChange, IsNotToldWhenThereIsNone) {
  const test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  add_phone(service, true);
  EXPECT_EQ(service
                .post("/v1/me/password",
                      R"({"current_password":"wrong wrong wrong 7","new_password":")" +
                          std::string(next) + "\"}",
                      token)
                .status,
            401);
  EXPECT_EQ(told(service), "");
}

TEST(PasswordChange, RefusesAPasswordMadeOfTheAccountsOwnWords) {
  const test::Service service;
  const auto token =
      service.sign_up("jahanara.chowdhury@example.com", password).text("/tokens/access_token");
  const auto answer = service.post("/v1/me/password",
                                   std::string(R"({"current_password":")") + password +
                                       R"(","new_password":"Chowdhury.Jahanara"})",
                                   token);
  EXPECT_EQ(answer.code(), "password_too_weak");
}

}  // namespace
}  // namespace gatehouse
