// Codes by SMS and e-mail as second factors: where they go, how long they live, and what they may cost.
#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::verify;

constexpr auto phone = "+8801712345678";
constexpr auto mailbox = "rahim@mail.example";

std::string wrong(const std::string& code) { return code == "000000" ? "000001" : "000000"; }

TEST(SentCode, ByTextIsBoundToTheSiteAndNamesABetterWay) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun = rahim.begin("sms", {{"phone", "01712-345678"}});
  ASSERT_EQ(begun.status, 201);
  EXPECT_EQ(begun.text("/sent_to"), "+880 •••• ••678");
  const auto code = rahim.next_code(phone);
  const auto text = std::string(service.message_to(phone).at("text").as_string());
  EXPECT_TRUE(text.ends_with("\n@localhost #" + code)) << text;
  ASSERT_EQ(rahim.confirm("sms", {{"code", code}}).status, 201);

  const auto started = rahim.start();
  EXPECT_EQ(test::methods_of(started), "sms backup_code");
  EXPECT_EQ(started.text("/methods/0/hint"), "+880 •••• ••678");
  const auto asked = ask(service, started.text("/id"), "sms");
  ASSERT_EQ(asked.status, 200);
  EXPECT_EQ(asked.text("/sent_to"), "+880 •••• ••678");
  EXPECT_EQ(asked.text("/expires_at"), format_rfc3339(service.clock.now() + 10min));
  EXPECT_EQ(asked.content.find(phone), std::string::npos);
  const auto done = verify(service, started.text("/id"), "sms", rahim.next_code(phone));
  ASSERT_EQ(done.status, 200);
  rahim.go_on(done);
  const auto claims = test::claims_of(rahim.token);
  EXPECT_EQ(claims.at("acr").as_string(), "aal2");
  EXPECT_EQ(claims.at("amr").at(1).as_string(), "sms");
  const auto list = rahim.get("/v1/me/mfa");
  EXPECT_EQ(list.text("/items/0/address"), "+880 •••• ••678");
  EXPECT_EQ(list.text("/items/0/strength"), "basic");
  EXPECT_EQ(list.content.find(phone), std::string::npos);
}

TEST(SentCode, ByTextSaysThatAnAppIsSafer) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("sms", phone);
  const auto text = std::string(service.message_to(phone).at("text").as_string());
  EXPECT_NE(text.find("passkey"), std::string::npos) << text;
}

TEST(SentCode, ByMailSignsIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", mailbox);
  const auto started = rahim.start();
  EXPECT_EQ(test::methods_of(started), "email backup_code");
  EXPECT_EQ(started.text("/methods/0/hint"), "r•••@mail.example");
  EXPECT_EQ(ask(service, started.text("/id"), "email").status, 200);
  EXPECT_EQ(verify(service, started.text("/id"), "email", rahim.next_code(mailbox)).status, 200);
}

TEST(SentCode, WorksOnceAndOnlyTheNewestDoes) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", mailbox);
  const auto first = rahim.start_id();
  const auto second = rahim.start_id();
  ask(service, first, "email");
  const auto old = rahim.next_code(mailbox);
  const auto soon = ask(service, first, "email");
  EXPECT_EQ(soon.code(), "resend_too_soon");
  EXPECT_EQ(soon.header("Retry-After"), "60");
  service.clock.advance(60s);
  EXPECT_EQ(ask(service, first, "email").status, 200);
  const auto code = rahim.next_code(mailbox);
  if (old != code) EXPECT_EQ(verify(service, first, "email", old).code(), "code_invalid");
  EXPECT_EQ(verify(service, second, "email", code).code(), "code_invalid")
      << "it was sent for another sign-in";
  EXPECT_EQ(verify(service, first, "email", code).status, 200);
  EXPECT_EQ(verify(service, first, "email", code).code(), "sign_in_over");
}

TEST(SentCode, IsOverAfterTenMinutes) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", mailbox);
  const auto id = rahim.start_id();
  ask(service, id, "email");
  const auto code = rahim.next_code(mailbox);
  service.clock.advance(10min);
  EXPECT_EQ(verify(service, id, "email", code).code(), "code_expired");
  EXPECT_EQ(ask(service, id, "email").status, 200);
  EXPECT_EQ(verify(service, id, "email", rahim.next_code(mailbox)).status, 200);
}

TEST(SentCode, IsSentFiveTimesAtMostForOneSignIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("sms", phone);
  const auto id = rahim.start_id();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ask(service, id, "sms").status, 200);
    service.clock.advance(60s);
  }
  EXPECT_EQ(ask(service, id, "sms").code(), "message_limit");
}

TEST(SentCode, ThatWasNotAskedForIsNeverRight) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", mailbox);
  EXPECT_EQ(verify(service, rahim.start_id(), "email", "000000").code(), "code_invalid");
}

TEST(SentCode, OfOneAddressOfTwoIsForThatOneAlone) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", mailbox);
  const auto oldest = rahim.factor("email");
  const auto id = rahim.start_id();
  ask(service, id, "email");
  rahim.go_on(verify(service, id, "email", rahim.next_code(mailbox)));
  rahim.add_address("email", "other@mail.example");
  const auto started = rahim.start();
  EXPECT_FALSE(started.body.at("methods").at(0).as_object().contains("hint"));
  const auto asked = test::post_json(service, "/v1/sign-ins/" + started.text("/id") + "/challenges",
                                     {{"method", "email"}, {"factor", rahim.factor("email")}});
  EXPECT_EQ(asked.text("/sent_to"), "o•••@mail.example");
  // The factor is gone before its code comes back.
  const auto code = rahim.next_code("other@mail.example");
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("email")).status, 204);
  EXPECT_EQ(verify(service, started.text("/id"), "email", code).code(), "code_invalid");
  EXPECT_EQ(rahim.factor("email"), oldest);
}

TEST(SentCode, NeverGoesToTheMailboxThatRecoversTheAccount) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  for (const std::string own : {"rahim@example.com", "RAHIM@Example.COM", " rahim@example.com ",
                                "rahim+codes@example.com"}) {
    const auto refused = rahim.begin("email", {{"email", own}});
    EXPECT_EQ(refused.code(), "address_unsuitable") << own;
  }
  EXPECT_EQ(rahim.begin("email").code(), "validation_failed");
  EXPECT_EQ(rahim.begin("email", {{"email", "nonsense"}}).code(), "validation_failed");
  EXPECT_EQ(rahim.begin("email", {{"email", "rahima@example.com"}}).status, 201);
}

TEST(SentCode, GoesToMobilesOfPermittedRegionsOnly) {
  config::Settings settings;
  settings.mfa.sms_regions = {"BD", "IN"};
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  for (const std::string abroad : {"+447911123456", "+12025550123", "+79161234567"})
    EXPECT_EQ(rahim.begin("sms", {{"phone", abroad}}).code(), "address_unsuitable") << abroad;
  for (const std::string none : {"nonsense", "+880", "+88017123456789"})
    EXPECT_EQ(rahim.begin("sms", {{"phone", none}}).code(), "validation_failed") << none;
  EXPECT_EQ(rahim.begin("sms", {{"phone", "+88027111234"}}).code(), "address_unsuitable")
      << "a telephone on a wall in Dhaka";
  EXPECT_EQ(rahim.begin("sms").code(), "validation_failed") << "the account has no number";
  EXPECT_EQ(rahim.begin("sms", {{"phone", "+919876543210"}}).status, 201);
  EXPECT_EQ(service.get("/dev/outbox").content.find("+4479"), std::string::npos);
}

TEST(SentCode, ToARegionThatIsNoLongerPermittedIsNotSent) {
  config::Settings settings;
  settings.keys.encryption_keys = {"test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="};
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("sms", "+447911123456");
  service.database.execute("UPDATE user_mfa SET address = '+88027111234'");
  EXPECT_EQ(ask(service, rahim.start_id(), "sms").code(), "address_unsuitable");
}

TEST(SentCode, ByTextHasABudgetOfTheDayForEachAccount) {
  config::Settings settings;
  settings.mfa.sms_per_account = 3;
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  const auto text = [&](const test::Person& person) {
    return ask(service, person.start_id(), "sms").code();
  };
  rahim.add_address("sms", phone);
  karim.add_address("sms", "+8801812345678");
  EXPECT_EQ(text(rahim), "");
  EXPECT_EQ(text(rahim), "");
  EXPECT_EQ(text(rahim), "message_limit") << "a new sign-in has no budget of its own";
  EXPECT_EQ(text(karim), "");
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]).status, 200)
      << "another way stays open";
  service.clock.advance(24h);
  EXPECT_EQ(text(rahim), "");
}

TEST(SentCode, ByTextHasABudgetForEachRegionAndForAll) {
  config::Settings settings;
  settings.mfa.sms_per_region = 2;
  settings.mfa.sms_in_all = 3;
  test::Service service(settings);
  const auto begin = [&](const std::string& email, const std::string& number) {
    return test::Person(service, email).begin("sms", {{"phone", number}}).code();
  };
  EXPECT_EQ(begin("a@example.com", "+8801712345671"), "");
  EXPECT_EQ(begin("b@example.com", "+8801712345672"), "");
  EXPECT_EQ(begin("c@example.com", "+8801712345673"), "message_limit");
  EXPECT_EQ(begin("d@example.com", "+919876543210"), "") << "what was refused costs nothing";
  EXPECT_EQ(begin("e@example.com", "+919876543211"), "message_limit");
  EXPECT_EQ(begin("f@example.com", "+447911123456"), "message_limit");
}

TEST(SentCode, BudgetIsKeptAgainstRequestsAtTheSameTime) {
  config::Settings settings;
  settings.mfa.sms_in_all = 10;
  test::Service service(settings);
  std::vector<test::Person> people;
  people.reserve(20);
  for (int i = 0; i < 20; ++i)
    people.emplace_back(service, "person" + std::to_string(i) + "@example.com");
  const auto answers = test::race(20, [&](int i) {
    return people[static_cast<std::size_t>(i)].begin(
        "sms", {{"phone", "+88017123456" + std::to_string(10 + i)}});
  });
  EXPECT_EQ(test::with_status(answers, 201), 10);
  EXPECT_EQ(test::codes_of(answers), "message_limit");
}

TEST(SentCode, DoesNotFillTheMailboxOfAStranger) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  const test::Person karim(service, "karim@example.com");
  int sent = 0;
  for (int i = 0; i < 30; ++i) {
    const auto& person = i % 2 == 0 ? rahim : karim;
    const auto address = i % 3 == 0 ? "victim@mail.example" : "VICTIM@mail.example";
    const auto answer = person.begin("email", {{"email", address}});
    sent += answer.status == 201 ? 1 : 0;
    if (answer.status != 201) EXPECT_EQ(answer.code(), "message_limit");
  }
  EXPECT_EQ(sent, 20);
  service.clock.advance(24h);
  auto later = rahim;
  later.go_on(rahim.start());
  EXPECT_EQ(later.begin("email", {{"email", "victim@mail.example"}}).status, 201);
}

TEST(SentCode, DoesNotGoToOneStrangerAfterTheOther) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  int sent = 0;
  for (int i = 0; i < 25; ++i) {
    const auto answer =
        rahim.begin("email", {{"email", "victim" + std::to_string(i) + "@mail.example"}});
    sent += answer.status == 201 ? 1 : 0;
  }
  EXPECT_EQ(sent, 20);
}

TEST(SentCode, OfAnEnrolmentHasFiveTries) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  EXPECT_EQ(rahim.begin("email", {{"email", mailbox}}).status, 201);
  const auto code = rahim.next_code(mailbox);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(rahim.confirm("email", {{"code", wrong(code)}}).code(), "code_invalid");
  EXPECT_EQ(rahim.confirm("email", {{"code", code}}).code(), "too_many_tries");
  EXPECT_EQ(rahim.start().text("/status"), "complete");
}

TEST(SentCode, IsNotInTheDatabase) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.begin("email", {{"email", mailbox}});
  const auto code = rahim.next_code(mailbox);
  EXPECT_EQ(service.database.value("SELECT count(*) FROM challenges c WHERE c::text LIKE $1",
                                   {"%" + code + "%"}),
            "0");
  EXPECT_EQ(service.database.value("SELECT length(secret) FROM challenges"), "32");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM deliveries d WHERE "
                                   "encode(payload, 'escape') LIKE $1",
                                   {"%" + code + "%"}),
            "0");
}

}  // namespace
}  // namespace gatehouse
