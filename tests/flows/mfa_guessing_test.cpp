// Races and guessing: one proof has one winner, and tries are counted whatever the way they come.
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

TEST(Race, OfOneTotpCodeHasOneWinner) {
  test::Service service;
  test::Person person(service, "rahim@example.com");
  const auto app = person.add_app();
  const auto ids = start_many(person, racers);
  auto code = person.fresh_code(app);
  auto since = service.clock.now();
  expect_one(service,
             test::race(racers, [&](int) { return verify(service, ids[0], "totp", code); }), since);
  code = person.fresh_code(app);
  since = service.clock.now();
  const auto answers =
      test::race(racers, [&](int i) { return verify(service, ids[at(i)], "totp", code); });
  EXPECT_EQ(test::with_status(answers, 200), 1) << "over many sign-ins";
  EXPECT_EQ(sessions_since(service, since), "1");
}

TEST(Race, OfOneSentCodeHasOneWinner) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", mailbox);
  rahim.step_up_by("email", mailbox);
  rahim.add_address("sms", phone);
  for (const std::string method : {"email", "sms"}) {
    service.clock.advance(1min);
    const auto id = rahim.start_id();
    ask(service, id, method);
    const auto code = rahim.next_code(method == "sms" ? phone : mailbox);
    const auto since = service.clock.now();
    expect_one(service, test::race(racers, [&](int) { return verify(service, id, method, code); }),
               since);
  }
}

TEST(Race, OfOneBackupCodeHasOneWinner) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  const auto ids = start_many(rahim, racers);
  for (int round = 0; round < 2; ++round) {
    service.clock.advance(1min);
    const auto since = service.clock.now();
    expect_one(service,
               test::race(racers,
                          [&](int i) {
                            return verify(service, round == 0 ? ids[0] : ids[at(i)], "backup_code",
                                          rahim.backup_codes[at(round)]);
                          }),
               since);
  }
  EXPECT_EQ(rahim.get("/v1/me/mfa").body.at_pointer("/backup_codes/remaining").as_int64(), 8);
}

TEST(Race, OfOneAssertionHasOneWinner) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  Browser synchronised;
  synchronised.device.flags |= Browser::synchronised;
  synchronised.device.count = 0;
  auto passkey = rahim.add_key("biometric", synchronised);
  for (const bool has_name : {true, false}) {
    service.clock.advance(1min);
    passkey.device.count = ~0U;  // its count stays zero and does not help
    const auto begun =
        has_name ? rahim.start() : test::post_json(service, "/v1/sign-ins/passkey", {});
    const auto id = begun.text("/id");
    const auto credential =
        passkey.get(options_of(has_name ? ask(service, id, "biometric") : begun));
    const auto since = service.clock.now();
    expect_one(service,
               test::race(racers,
                          [&](int) {
                            return verify(service, id, has_name ? "biometric" : "passkey",
                                          credential);
                          }),
               since);
  }
}

TEST(Race, OfOneApprovalHasOneWinner) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  const auto uri = begun.text("/qr_uri");
  const auto scanned =
      rahim.post("/v1/me/approvals/scan", {{"code", uri.substr(uri.find('#') + 1)}});
  rahim.post("/v1/me/approvals/" + scanned.text("/id"), {{"decision", "approve"}});
  service.clock.advance(1s);
  const auto since = service.clock.now();
  const boost::json::object proof{{"method", "qr"}};
  expect_one(service,
             test::race(racers,
                        [&](int) {
                          return test::post_json(
                              service, "/v1/sign-ins/" + begun.text("/id") + "/verify", proof);
                        }),
             since);
}

TEST(Race, OfOneConfirmationAddsOneFactor) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const test::App app(rahim.begin("totp").text("/secret"));
  const auto code = app.code(service.clock.now());
  // Five tries at most are judged.
  const auto answers = test::race(5, [&](int) { return rahim.confirm("totp", {{"code", code}}); });
  EXPECT_EQ(test::with_status(answers, 201), 1) << test::codes_of(answers);
  EXPECT_EQ(service.database.value("SELECT count(*) FROM user_mfa"), "1");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM backup_codes"), "10");
}

TEST(Guessing, HasFiveTriesOfAMethodInOneSignIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("email", mailbox);
  const auto id = rahim.start_id();
  ask(service, id, "email");
  const auto mailed = rahim.next_code(mailbox);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(verify(service, id, "totp", app.wrong_code(service.clock.now())).code(),
              "code_invalid");
  }
  EXPECT_EQ(verify(service, id, "totp", rahim.fresh_code(app)).code(), "too_many_tries");
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(verify(service, id, "email", wrong(mailed)).code(), "code_invalid");
  EXPECT_EQ(verify(service, id, "email", mailed).status, 200)
      << "the app's tries were not those of the mail";
  EXPECT_TRUE(test::contains(rahim.events(), "sign_in.failed high too_many_tries"));
}

TEST(Guessing, IsNotBegunAnewByAnotherMail) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", mailbox);
  const auto id = rahim.start_id();
  for (int mails = 0; mails < 2; ++mails) {
    EXPECT_EQ(ask(service, id, "email").status, 200);
    const auto code = rahim.next_code(mailbox);
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(verify(service, id, "email", wrong(code)).code(), "code_invalid");
    service.clock.advance(1min);
  }
  EXPECT_EQ(ask(service, id, "email").status, 200);
  const auto code = rahim.next_code(mailbox);
  EXPECT_EQ(verify(service, id, "email", wrong(code)).code(), "code_invalid");
  EXPECT_EQ(verify(service, id, "email", code).code(), "too_many_tries");
  service.clock.advance(1min);
  EXPECT_EQ(ask(service, id, "email").code(), "too_many_tries") << "no mail is worth it";
}

TEST(Guessing, InParallelSharesTheFiveTries) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto id = rahim.start_id();
  const auto code = app.wrong_code(service.clock.now());
  const auto answers = test::race(racers, [&](int) { return verify(service, id, "totp", code); });
  EXPECT_EQ(std::ranges::count(answers, "code_invalid", &test::Answer::code), 5);
  EXPECT_EQ(verify(service, id, "totp", rahim.fresh_code(app)).status, 429);
}

TEST(Guessing, OverManySignInsAndNetworksHasTenTries) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  const auto app = rahim.add_app();
  const auto karims = karim.add_app();
  const auto guess = [&](int i, const std::string& code) {
    const test::Extras from{.from = "203.0." + std::to_string(i) + ".7"};
    return verify(service, rahim.start_id(from), "totp", code, from);
  };
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(guess(i, app.wrong_code(service.clock.now())).code(), "code_invalid") << i;
  const auto code = app.code(service.clock.now(), 1);
  const auto refused = guess(11, code);
  EXPECT_EQ(refused.code(), "rate_limited") << "a right code as well";
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(rahim.start().status, 200) << "the password is counted apart";
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]).status, 200)
      << "and so is another method";
  EXPECT_EQ(verify(service, karim.start_id(), "totp", karims.code(service.clock.now(), 1)).status,
            200)
      << "and another account";
  service.clock.advance(1s);
  EXPECT_EQ(guess(12, app.wrong_code(service.clock.now())).code(), "code_invalid");
  EXPECT_EQ(guess(13, code).header("Retry-After"), "2") << "each further one doubles the wait";
  service.clock.advance(2s);
  EXPECT_EQ(guess(14, app.code(service.clock.now(), 1)).status, 200);
  EXPECT_EQ(guess(15, app.wrong_code(service.clock.now())).code(), "code_invalid")
      << "after a right one counting begins anew";
  EXPECT_TRUE(test::contains(rahim.events(), "sign_in.failed medium throttled"));
}

TEST(Guessing, InParallelOverManySignInsHasTenTries) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto ids = start_many(rahim, racers);
  const auto code = app.wrong_code(service.clock.now());
  const auto answers =
      test::race(racers, [&](int i) { return verify(service, ids[at(i)], "totp", code); });
  EXPECT_EQ(std::ranges::count(answers, "code_invalid", &test::Answer::code), 10);
  EXPECT_EQ(std::ranges::count(answers, "rate_limited", &test::Answer::code), racers - 10);
}

TEST(Guessing, OfThePasswordIsNotSpentByCodesNorTheOtherWayRound) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto id = rahim.start_id();
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(service.sign_in("rahim@example.com", "wrong wrong wrong").status, 401);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(verify(service, id, "totp", app.wrong_code(service.clock.now())).status, 422);
  EXPECT_EQ(rahim.start().status, 200) << "the fifth try of the password";
}

// Wrong codes over many sign-ins, each after the longest wait.
test::Answer guess_on(test::Service& service, const test::Person& person, const test::App& app) {
  service.clock.advance(1h + 1s);
  return verify(service, person.start_id(), "totp", app.wrong_code(service.clock.now()));
}

// As if so many wrong codes had been given already.
void set_failures(const test::Service& service, const std::string& method, int failures) {
  service.database.execute("INSERT INTO wrong_codes SELECT id, '" + method + "', " +
                           std::to_string(failures) +
                           " FROM accounts ON CONFLICT (account_id, method_type) "
                           "DO UPDATE SET failures = excluded.failures");
}

TEST(Guessing, OfAnAppIsOverAfterNinetyWrongCodesInARowHoweverLongTheyTake) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  for (int i = 1; i < 90; ++i) {
    ASSERT_EQ(guess_on(service, rahim, app).code(), "code_invalid") << i;
    if (i % 30 == 0) service.clock.advance(25h);  // the throttle has forgotten them
  }
  EXPECT_EQ(test::methods_of(rahim.start()), "totp backup_code");
  EXPECT_EQ(guess_on(service, rahim, app).code(), "too_many_tries");
  service.clock.advance(1h + 1s);
  const auto id = rahim.start_id();
  EXPECT_EQ(verify(service, id, "totp", rahim.fresh_code(app)).code(), "method_unavailable")
      << "a right code as well";
  EXPECT_EQ(ask(service, id, "totp").code(), "method_unavailable");
  EXPECT_EQ(test::methods_of(rahim.start()), "backup_code");

  // The owner has another way, and once signed in the app is good again.
  service.clock.advance(1h + 1s);
  rahim.go_on(verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]));
  EXPECT_TRUE(test::contains(rahim.events(), "sign_in.failed high too_many_tries"));
  rahim.step_up(app);
  EXPECT_EQ(test::methods_of(rahim.start()), "totp backup_code");
  rahim.sign_in(app);
}

TEST(Guessing, IsCountedInARowOnly) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  set_failures(service, "totp", 88);
  EXPECT_EQ(guess_on(service, rahim, app).code(), "code_invalid");
  rahim.sign_in(app);
  EXPECT_EQ(guess_on(service, rahim, app).code(), "code_invalid");
  EXPECT_EQ(service.database.value("SELECT failures FROM wrong_codes"), "1");
  EXPECT_EQ(verify(service, rahim.start_id(), "backup_code", "AAAAA-AAAAA").code(), "code_invalid");
  EXPECT_EQ(service.database.value("SELECT failures FROM wrong_codes"), "1")
      << "backup codes are the way back: too long to be guessed, they are not counted";
}

TEST(Guessing, IsForgottenWithThePasswordThatWasKnown) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  set_failures(service, "totp", 90);
  service.clock.advance(1s);
  rahim.go_on(verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]));
  EXPECT_EQ(rahim
                .post("/v1/me/password", {{"current_password", test::good_password},
                                          {"new_password", "another good battery staple 11"}})
                .status,
            204);
  EXPECT_EQ(test::methods_of(rahim.start({}, {{"password", "another good battery staple 11"}})),
            "totp backup_code");
}

TEST(Guessing, IsForgottenWithTheAppThatWasTried) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  set_failures(service, "totp", 90);
  rahim.go_on(verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]));
  rahim.add_app();
  EXPECT_EQ(test::methods_of(rahim.start()), "totp backup_code");
}

TEST(Guessing, NeverClosesTheLastWayIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("email", mailbox);
  service.database.execute("DELETE FROM backup_codes");
  set_failures(service, "totp", 89);
  set_failures(service, "email", 90);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(guess_on(service, rahim, app).code(), "code_invalid");
  EXPECT_EQ(test::methods_of(rahim.start()), "totp") << "codes by mail are used up";
  service.clock.advance(1h + 1s);
  rahim.sign_in(app);

  set_failures(service, "totp", 89);
  set_failures(service, "email", 0);
  EXPECT_EQ(guess_on(service, rahim, app).code(), "too_many_tries");
  EXPECT_EQ(test::methods_of(rahim.start()), "email");
  // What the profile does not permit is no other way.
  set_failures(service, "totp", 89);
  service.database.execute("UPDATE security_profiles SET allowed_methods = '{totp}'");
  EXPECT_EQ(guess_on(service, rahim, app).code(), "code_invalid");
  EXPECT_EQ(test::methods_of(rahim.start()), "totp");
}

}  // namespace
}  // namespace gatehouse
