// Replay, other people's challenges, stolen sign-ins, and what answers and records tell.
#include <set>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>

#include "attack_kit.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::verify;
using webauthn::Browser;

TEST(OtherAccounts, FactorsProveNothing) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  const auto app = rahim.add_app();
  const auto karims_app = karim.add_app();
  rahim.step_up(app);
  karim.step_up(karims_app);
  rahim.add_address("email", mailbox);
  karim.add_address("email", "karim@mail.example");
  auto key = rahim.add_key("hardware_key");
  auto karims_key = karim.add_key("hardware_key");
  const auto id = rahim.start_id();
  const auto karims_id = karim.start_id();

  EXPECT_EQ(verify(service, id, "totp", karim.fresh_code(karims_app)).code(), "code_invalid");
  ask(service, id, "email");
  ask(service, karims_id, "email");
  const auto mailed = rahim.next_code(mailbox);
  const auto karims_mailed = karim.next_code("karim@mail.example");
  if (mailed != karims_mailed)
    EXPECT_EQ(verify(service, id, "email", karims_mailed).code(), "code_invalid");
  const auto asked_other =
      test::post_json(service, "/v1/sign-ins/" + id + "/challenges",
                      {{"method", "email"}, {"factor", karim.factor("email")}});
  EXPECT_NE(asked_other.content.find("resend_too_soon"), std::string::npos)
      << "another's factor is not asked: it is the own one, again";
  const auto options = options_of(ask(service, id, "hardware_key"));
  EXPECT_EQ(verify(service, id, "hardware_key", karims_key.get(options)).code(),
            "credential_refused");
  EXPECT_EQ(verify(service, id, "hardware_key",
                   key.get(options_of(ask(service, karims_id, "hardware_key"))))
                .code(),
            "code_expired")
      << "the question above is over";
  EXPECT_EQ(verify(service, karims_id, "hardware_key",
                   key.get(options_of(ask(service, karims_id, "hardware_key"))))
                .code(),
            "credential_refused");
  EXPECT_EQ(
      verify(service, id, "hardware_key", key.get(options_of(ask(service, id, "hardware_key"))))
          .text("/account/email"),
      "rahim@example.com");
}

TEST(OtherAccounts, EnrolmentsAndFactorsAreOutOfReach) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  const auto begun = rahim.begin("totp");
  const test::App app(begun.text("/secret"));
  const auto code = app.code(service.clock.now());
  EXPECT_EQ(karim.confirm("totp", {{"code", code}, {"id", begun.text("/id")}}).code(),
            "code_expired");
  EXPECT_EQ(rahim.confirm("totp", {{"code", code}, {"id", begun.text("/id")}}).status, 201);
  EXPECT_EQ(karim.remove("/v1/me/mfa/" + begun.text("/id")).status, 404);
  EXPECT_EQ(service
                .send("PATCH", "/v1/me/mfa/" + begun.text("/id"), R"({"name":"Mine"})",
                      {.token = karim.token})
                .status,
            404);
  EXPECT_EQ(test::methods_of(rahim.start()), "totp backup_code");
}

TEST(Replay, OfAnAssertionIsRefusedEverywhere) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto key = rahim.add_key("hardware_key");
  const auto id = rahim.start_id();
  const auto credential = key.get(options_of(ask(service, id, "hardware_key")));
  EXPECT_EQ(verify(service, id, "hardware_key", credential).status, 200);
  EXPECT_EQ(verify(service, id, "hardware_key", credential).code(), "sign_in_over");
  const auto other = rahim.start_id();
  EXPECT_EQ(verify(service, other, "hardware_key", credential).code(), "code_expired")
      << "nothing was asked there";
  ask(service, other, "hardware_key");
  EXPECT_EQ(verify(service, other, "hardware_key", credential).code(), "credential_refused");
  const auto nameless = test::post_json(service, "/v1/sign-ins/passkey", {});
  EXPECT_EQ(verify(service, nameless.text("/id"), "passkey", credential).code(),
            "credential_refused");
  const auto step_up = rahim.post("/v1/step-ups").text("/id");
  rahim.post("/v1/step-ups/" + step_up + "/challenges", {{"method", "hardware_key"}});
  EXPECT_EQ(rahim
                .post("/v1/step-ups/" + step_up + "/verify",
                      {{"method", "hardware_key"}, {"credential", credential}})
                .code(),
            "credential_refused");
}

TEST(StolenSignIn, OfAPageIsWorthNothingWithoutItsCookie) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const std::string page = "Origin: http://localhost\r\nX-Requested-With: gatehouse\r\n";
  const auto started = rahim.start({.headers = page});
  const auto id = started.text("/id");
  const auto set = started.header("Set-Cookie");
  const auto name = "__Host-gatehouse-sign-in-" + id + "=";
  EXPECT_TRUE(set.starts_with(name));
  for (const std::string attribute : {"HttpOnly", "Secure", "SameSite=Strict", "Path=/"})
    EXPECT_NE(set.find(attribute), std::string::npos) << attribute;
  const auto cookie = "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
  const auto code = rahim.fresh_code(app);
  const auto others = rahim.start({.headers = page}).header("Set-Cookie");
  const std::vector<std::string> thieves{
      "",
      page,
      page + "Cookie: " + name + "\r\n",
      page + "Cookie: " + others.substr(0, others.find(';')) + "\r\n",
      page + "Cookie: " + name +
          others.substr(others.find('=') + 1, others.find(';') - others.find('=') - 1) + "\r\n",
      cookie + "Origin: https://evil.example\r\nX-Requested-With: gatehouse\r\n"};
  for (const auto& headers : thieves) {
    const auto answer = verify(service, id, "totp", code, {.headers = headers});
    EXPECT_GE(answer.status, 400) << headers;
    EXPECT_GE(ask(service, id, "totp", {.headers = headers}).status, 400) << headers;
  }
  EXPECT_EQ(verify(service, id, "totp", code, {.headers = page + cookie}).status, 200)
      << "none of these spent a try";
}

TEST(StolenSignIn, IsOverAfterAQuarterOfAnHour) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto id = rahim.start_id();
  service.clock.advance(15min - 31s);
  EXPECT_EQ(service.get("/v1/sign-ins/" + id).status, 200);
  service.clock.advance(1s);
  const auto code = rahim.fresh_code(app);
  EXPECT_EQ(verify(service, id, "totp", code).code(), "sign_in_over");
  EXPECT_EQ(ask(service, id, "totp").code(), "sign_in_over");
  EXPECT_EQ(service.get("/v1/sign-ins/" + id).code(), "sign_in_over");
}

TEST(StolenSignIn, IsOverWhenThePasswordIsChanged) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  const auto id = rahim.start_id();
  service.clock.advance(1s);
  EXPECT_EQ(rahim
                .post("/v1/me/password", {{"current_password", test::good_password},
                                          {"new_password", "another good battery staple 11"}})
                .status,
            204);
  const auto code = rahim.fresh_code(app);
  EXPECT_EQ(verify(service, id, "totp", code).code(), "sign_in_over");
  EXPECT_TRUE(test::contains(rahim.attempts(), "changed_meanwhile"));
  EXPECT_TRUE(test::contains(rahim.events(), "sign_in.failed medium changed_meanwhile"));
  const auto anew = rahim.start({}, {{"password", "another good battery staple 11"}});
  EXPECT_EQ(verify(service, anew.text("/id"), "totp", code).status, 200)
      << "the code was not used up by the refusal";
}

TEST(StolenSignIn, OfALockedSuspendedOrRestrictedAccountEndsAtTheSecondHalf) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto id = rahim.start_id();
  const auto code = rahim.fresh_code(app);
  service.database.execute("UPDATE accounts SET status = 'locked'");
  EXPECT_EQ(verify(service, id, "totp", code).code(), "account_locked");
  service.database.execute("UPDATE accounts SET status = 'suspended'");
  EXPECT_EQ(verify(service, id, "totp", code).code(), "account_suspended");
  service.database.execute(
      R"(UPDATE accounts SET status = 'active';
         UPDATE security_profiles SET restrictions = '{"networks":["10.0.0.0/8"]}')");
  EXPECT_EQ(verify(service, id, "totp", code).code(), "sign_in_restricted");
  EXPECT_EQ(verify(service, id, "totp", code, {.from = "10.1.2.3"}).status, 200);
  const auto attempts = rahim.attempts();
  for (const std::string reason : {"account_locked", "account_suspended", "restricted"})
    EXPECT_TRUE(test::contains(attempts, reason)) << reason;
}

TEST(StolenSignIn, RefusedManyTimesAtOnceDoesNotStarveTheService) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  const auto ids = start_many(rahim, 10);
  service.database.execute("UPDATE accounts SET status = 'locked'");
  const auto answers = test::race(60, [&](int i) {
    return verify(service, ids[at(i % 10)], "backup_code", rahim.backup_codes[at(i % 10)]);
  });
  EXPECT_EQ(test::with_status(answers, 503), 0);
  EXPECT_EQ(service.get("/readyz").status, 200);
}

TEST(ConstantAnswers, TellNothingAboutSignInsThatAreNotOnesOwn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto done = rahim.start_id();
  rahim.go_on(verify(service, done, "totp", rahim.fresh_code(app)));
  const auto step_up = rahim.post("/v1/step-ups").text("/id");
  const auto expired = rahim.start_id();
  service.clock.advance(15min);
  std::set<std::string> answers;
  for (const auto& id : {std::string("sia_00000000000000000000000000"), done, step_up, expired}) {
    for (const auto& answer : {verify(service, id, "totp", "000000"), ask(service, id, "totp"),
                               service.get("/v1/sign-ins/" + id)}) {
      auto body = answer.body.as_object();
      body.erase("request_id");
      answers.insert(std::to_string(answer.status) + boost::json::serialize(body));
    }
  }
  EXPECT_EQ(answers.size(), 1U) << *answers.begin();
}

TEST(ConstantAnswers, TellWrongPasskeysNotApart) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto good = rahim.add_key("biometric");
  std::set<std::string> answers;
  const auto collect = [&](Browser browser) {
    const auto begun = test::post_json(service, "/v1/sign-ins/passkey", {});
    const auto answer =
        verify(service, begun.text("/id"), "passkey", browser.get(options_of(begun)));
    auto body = answer.body.as_object();
    body.erase("request_id");
    answers.insert(std::to_string(answer.status) + boost::json::serialize(body));
  };
  auto unknown = good;
  unknown.device.id = std::string(32, 'u');
  collect(unknown);
  auto forged = good;
  forged.device.key = webauthn::TestKey(webauthn::Algorithm::es256);
  collect(forged);
  auto handle = good;
  handle.user_handle = "somebody";
  collect(handle);
  EXPECT_EQ(answers.size(), 1U);
}

TEST(Record, HoldsEveryAttemptAndEvent) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  service.database.execute("DELETE FROM login_attempts; DELETE FROM security_events");
  const auto id = rahim.start_id();
  const test::Extras from{.from = "203.0.113.9", .user_agent = "Attacker 1.0"};
  EXPECT_EQ(verify(service, id, "totp", app.wrong_code(service.clock.now()), from).status, 422);
  service.clock.advance(1s);
  EXPECT_EQ(verify(service, id, "backup_code", "AAAAA-AAAAA", from).status, 422);
  rahim.go_on(verify(service, id, "totp", rahim.fresh_code(app)));
  EXPECT_EQ(rahim.attempts(), (std::vector<std::string>{"signed_in", "wrong_code", "wrong_code"}));
  EXPECT_EQ(rahim.events(),
            (std::vector<std::string>{"session.started low", "sign_in.failed medium wrong_code",
                                      "sign_in.failed medium wrong_code"}));
  const auto history = rahim.get("/v1/me/sign-in-history");
  EXPECT_EQ(history.text("/items/1/ip_address"), "203.0.113.9");
  EXPECT_EQ(history.text("/items/1/user_agent"), "Attacker 1.0");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM outbox WHERE event_type = "
                                   "'gatehouse.sign_in.failed'"),
            "2");
}

TEST(Record, OfAnAttemptThatFailsHoldsNoCode) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  verify(service, rahim.start_id(), "backup_code", "QWERT-YXZAB");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM security_events e WHERE e::text ~* "
                                   "'qwert'"),
            "0");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM outbox e WHERE e::text ~* 'qwert'"), "0");
}

}  // namespace
}  // namespace gatehouse
