// Texts cost money: where they go, and how many.
#include <tuple>

#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;

const std::string phone = "+8801712345678";
const std::string other_phone = "+8801812345678";
const std::string abroad = "+447911123456";

test::Answer register_number(const test::Service& service, const std::string& number) {
  return test::post_json(service, "/v1/registrations",
                         {{"phone", number}, {"password", test::good_password}});
}

TEST(Texts, ToAddANumberAreCountedWhoeverAsksForThem) {
  config::Settings settings;
  settings.mfa.sms_per_number = 3;
  settings.mfa.sms_per_account = 100;
  test::Service service(settings);
  const test::Person rahim(service, "rahim@example.com");
  const test::Person karim(service, "karim@example.com");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(rahim.begin("sms", {{"phone", phone}}).status, 201);
  EXPECT_EQ(karim.begin("sms", {{"phone", phone}}).status, 201);
  EXPECT_EQ(karim.begin("sms", {{"phone", phone}}).code(), "message_limit");
  EXPECT_EQ(rahim.begin("sms", {{"phone", phone}}).code(), "message_limit");
  EXPECT_EQ(karim.begin("sms", {{"phone", other_phone}}).status, 201);
}

TEST(Texts, ThatStrangersAskForTakeNoneAwayFromTheOwnersSignIns) {
  config::Settings settings;
  settings.mfa.sms_per_account = 100;
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  const test::Person karim(service, "karim@example.com");
  rahim.add_address("sms", phone);
  rahim.step_up_by("sms", phone);
  rahim.add_address("email", "rahim@mail.example");
  for (const auto& [method, member, address] :
       {std::tuple{"sms", "phone", phone}, {"email", "email", std::string("rahim@mail.example")}}) {
    std::string last;
    for (int i = 0; i < 30 && last != "message_limit"; ++i)
      last = karim.begin(method, {{member, address}}).code();
    EXPECT_EQ(last, "message_limit");
    EXPECT_EQ(ask(service, rahim.start_id(), method).status, 200) << method;
  }
}

TEST(Texts, OfSignInsAreCountedByTheirAccount) {
  config::Settings settings;
  settings.mfa.sms_per_account = 3;
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("sms", phone);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(ask(service, rahim.start_id(), "sms").status, 200);
  EXPECT_EQ(ask(service, rahim.start_id(), "sms").code(), "message_limit")
      << "a new sign-in begins no new count";
  service.clock.advance(24h);
  EXPECT_EQ(ask(service, rahim.start_id(), "sms").status, 200);
}

TEST(Texts, OfRegistrationsCountWithinWhatAllShare) {
  config::Settings settings;
  settings.mfa.sms_in_all = 2;
  test::Service service(settings);
  const auto started = register_number(service, phone);
  ASSERT_EQ(started.status, 202);
  const auto code = std::string(service.message_to(phone).at("code").as_string());
  EXPECT_EQ(register_number(service, other_phone).status, 202);
  EXPECT_EQ(register_number(service, "+8801912345678").code(), "message_limit");
  const auto path = "/v1/registrations/" + started.text("/id");
  service.clock.advance(1min);
  EXPECT_EQ(service.post(path + "/resend", "{}").code(), "message_limit");
  const test::Person rahim(service, "rahim@example.com");
  EXPECT_EQ(rahim.begin("sms", {{"phone", "+8801912345678"}}).code(), "message_limit");
  EXPECT_EQ(service.post(path + "/verify", R"({"code":")" + code + "\"}").status, 201)
      << "what was sent stays good";
}

TEST(Texts, OfRegistrationsTakeNoneAwayFromTheNumbersOwner) {
  config::Settings settings;
  settings.mfa.sms_per_number = 2;
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("sms", phone);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(register_number(service, phone).status, 202);
  EXPECT_EQ(ask(service, rahim.start_id(), "sms").status, 200);
}

TEST(Texts, OfRegistrationsGoWhereTextsGo) {
  config::Settings settings;
  settings.mfa.sms_regions = {"BD"};
  const test::Service service(settings);
  for (const auto* number : {"+447911123456", "+88027111234"}) {
    const auto refused = register_number(service, number);
    EXPECT_EQ(refused.code(), "validation_failed") << number;
    EXPECT_EQ(refused.text("/violations/0/pointer"), "/phone") << number;
  }
  EXPECT_EQ(register_number(service, phone).status, 202);
}

// A verified number of the account, as from before the list of countries was made shorter.
void give_number(const test::Service& service, const test::Person& person,
                 const std::string& number) {
  service.database.execute(
      "INSERT INTO account_identifiers "
      "(account_id, id, kind, canonical, display, verified_at, created_at) "
      "SELECT id, gen_random_uuid(), 'phone', '" +
      number + "', '" + number + "', now(), now() FROM accounts WHERE email = '" + person.email +
      "'");
}

TEST(Texts, OfNewsGoWhereTextsGo) {
  config::Settings settings;
  settings.mfa.sms_regions = {"BD"};
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  give_number(service, rahim, abroad);
  give_number(service, karim, phone);
  rahim.add_app();
  karim.add_app();
  const auto news = service.message_to(phone);
  EXPECT_NE(news.at("text").as_string().find("now confirms"), std::string::npos);
  const auto sent = service.get("/dev/outbox?to=%2B" + abroad.substr(1));
  EXPECT_EQ(sent.body.at("items").as_array().size(), 0U);
}

}  // namespace
}  // namespace gatehouse
