// What the security profile decides: who must have a factor, and which ones count.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::verify;

void set_profile(const test::Service& service, const std::string& assignments) {
  service.database.execute("UPDATE security_profiles SET " + assignments);
}

test::Answer begin_forced(const test::Service& service, const std::string& sign_in,
                          const std::string& method, const boost::json::object& members = {}) {
  return test::post_json(service, "/v1/sign-ins/" + sign_in + "/enrolments/" + method, members);
}

// `begun`: what the factor began with.
test::Answer confirm_forced(const test::Service& service, const std::string& sign_in,
                            const test::Answer& begun, boost::json::object members) {
  members["factor"] = begun.text("/id");
  return test::post_json(
      service, "/v1/sign-ins/" + sign_in + "/enrolments/" + begun.text("/method") + "/confirm",
      members);
}

// An app that is added while signing in.
test::Answer enrol_app(const test::Service& service, const std::string& sign_in) {
  const auto begun = begin_forced(service, sign_in, "totp");
  return confirm_forced(service, sign_in, begun,
                        {{"code", test::App(begun.text("/secret")).code(service.clock.now())}});
}

TEST(RequiredFactor, IsAddedBeforeAnybodyIsSignedIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  set_profile(service, "mfa_required = true");
  const auto started = rahim.start();
  ASSERT_EQ(started.status, 200);
  EXPECT_EQ(started.text("/status"), "enrolment_required");
  EXPECT_EQ(test::methods_of(started), "totp sms email hardware_key biometric")
      << "none that asks another device";
  EXPECT_FALSE(started.body.as_object().contains("tokens"));
  const auto id = started.text("/id");
  const auto shown = service.get("/v1/sign-ins/" + id);
  EXPECT_EQ(shown.text("/status"), "enrolment_required");
  EXPECT_EQ(test::methods_of(shown), test::methods_of(started));

  const auto begun = begin_forced(service, id, "totp", {{"name", "My phone"}});
  ASSERT_EQ(begun.status, 200);
  const test::App app(begun.text("/secret"));
  EXPECT_EQ(
      confirm_forced(service, id, begun, {{"code", app.wrong_code(service.clock.now())}}).code(),
      "code_invalid");
  const auto done = confirm_forced(service, id, begun, {{"code", app.code(service.clock.now())}});
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(done.text("/status"), "complete");
  EXPECT_EQ(done.text("/factor/name"), "My phone");
  EXPECT_EQ(done.body.at("backup_codes").as_array().size(), 10U);
  EXPECT_EQ(test::claims_of(done.text("/tokens/access_token")).at("acr").as_string(), "aal2");
  rahim.go_on(done);
  EXPECT_TRUE(rahim.get("/v1/me/mfa").body.at("required").as_bool());
  EXPECT_TRUE(test::contains(rahim.events(), "factor.added medium"));
  EXPECT_EQ(test::methods_of(rahim.start()), "totp backup_code");
  EXPECT_EQ(verify(service, rahim.start_id(), "totp", rahim.fresh_code(app)).status, 200);
}

TEST(RequiredFactor, MayBeAnyThatNeedsNoOtherDevice) {
  test::Service service;
  test::Person by_text(service, "text@example.com");
  test::Person by_mail(service, "mail@example.com");
  test::Person by_key(service, "key@example.com");
  set_profile(service, "mfa_required = true");
  auto id = by_text.start_id();
  auto begun = begin_forced(service, id, "sms", {{"phone", "+8801712345678"}});
  EXPECT_EQ(
      confirm_forced(service, id, begun, {{"code", by_text.next_code("+8801712345678")}}).status,
      200);
  id = by_mail.start_id();
  EXPECT_EQ(begin_forced(service, id, "email", {{"email", "mail@example.com"}}).code(),
            "address_unsuitable");
  begun = begin_forced(service, id, "email", {{"email", "other@mail.example"}});
  EXPECT_EQ(confirm_forced(service, id, begun, {{"code", by_mail.next_code("other@mail.example")}})
                .status,
            200);
  id = by_key.start_id();
  webauthn::Browser browser;
  browser.device.flags = 0x01;
  begun = begin_forced(service, id, "hardware_key");
  const auto done = confirm_forced(service, id, begun,
                                   {{"credential", browser.create(begun.body.at("public_key"))}});
  ASSERT_EQ(done.status, 200);
  const auto claims = test::claims_of(done.text("/tokens/access_token"));
  EXPECT_EQ(claims.at("acr").as_string(), "aal3");
  EXPECT_EQ(boost::json::serialize(claims.at("amr")), R"(["pwd","hwk","mfa"])")
      << "the key asked for no PIN";
  for (const std::string method : {"push", "qr"})
    EXPECT_EQ(begin_forced(service, by_text.start_id(), method).code(), "method_unavailable");
}

TEST(RequiredFactor, IsTheOnlyWayOnForThatSignIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  const auto app = karim.add_app();
  set_profile(service, "mfa_required = true");
  const auto id = rahim.start_id();
  for (const std::string method : {"totp", "email", "backup_code", "password", "qr", "push"}) {
    EXPECT_EQ(ask(service, id, method).code(), "method_unavailable") << method;
    EXPECT_EQ(verify(service, id, method, "000000").code(), "method_unavailable") << method;
  }
  const auto begun = begin_forced(service, id, "totp");
  const auto other = karim.start_id();
  EXPECT_EQ(begin_forced(service, other, "totp").code(), "method_unavailable")
      << "whoever has a factor shows it";
  EXPECT_EQ(confirm_forced(service, other, begun, {{"code", "000000"}}).code(),
            "method_unavailable");
  service.clock.advance(15min);
  EXPECT_EQ(begin_forced(service, id, "totp").code(), "sign_in_over");
}

TEST(RequiredFactor, IsNotAddedBesideOneThatCameMeanwhile) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  set_profile(service, "mfa_required = true");
  // Somebody who knows the password began as well, and comes second.
  const auto stolen = rahim.start_id();
  const auto begun = begin_forced(service, stolen, "totp");
  const test::App strangers(begun.text("/secret"));
  service.clock.advance(1s);
  EXPECT_EQ(enrol_app(service, rahim.start_id()).status, 200);
  EXPECT_EQ(confirm_forced(service, stolen, begun, {{"code", strangers.code(service.clock.now())}})
                .code(),
            "sign_in_over");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM user_mfa WHERE is_enabled"), "1");
}

TEST(RequiredFactor, IsTheOneThatItsOwnerNamesWhateverElseIsBegun) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  set_profile(service, "mfa_required = true");
  const auto id = rahim.start_id();
  const auto begun = begin_forced(service, id, "totp");
  const test::App app(begun.text("/secret"));
  // Somebody else who knows the password begins later, and uses up the tries of that one.
  service.clock.advance(1s);
  const auto stolen = rahim.start_id();
  const auto strangers = begin_forced(service, stolen, "totp");
  const auto wrong = app.wrong_code(service.clock.now());
  for (int i = 0; i < 5; ++i) confirm_forced(service, stolen, strangers, {{"code", wrong}});
  EXPECT_EQ(confirm_forced(service, stolen, strangers, {{"code", wrong}}).code(), "too_many_tries");
  EXPECT_EQ(
      confirm_forced(service, karim.start_id(), begun, {{"code", app.code(service.clock.now())}})
          .code(),
      "code_expired")
      << "another account's";
  EXPECT_EQ(test::post_json(service, "/v1/sign-ins/" + id + "/enrolments/totp/confirm",
                            {{"code", app.code(service.clock.now())}})
                .code(),
            "validation_failed")
      << "the newest is nobody's wish";
  const auto done = confirm_forced(service, id, begun, {{"code", app.code(service.clock.now())}});
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(done.text("/factor/id"), begun.text("/id"));
}

TEST(RequiredFactor, IsAddedOnceByTwentySignInsAtOnce) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  set_profile(service, "mfa_required = true");
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    service.clock.advance(1s);
    ids.push_back(rahim.start_id());
  }
  const auto begun = begin_forced(service, ids.back(), "totp");
  const auto code = test::App(begun.text("/secret")).code(service.clock.now());
  const auto answers = test::race(20, [&](int i) {
    return confirm_forced(service, ids[static_cast<std::size_t>(i)], begun, {{"code", code}});
  });
  EXPECT_EQ(test::with_status(answers, 200), 1) << test::codes_of(answers);
  EXPECT_EQ(service.database.value("SELECT count(*) FROM user_mfa WHERE is_enabled"), "1");
}

TEST(RequiredFactor, IsNotAddedAfterThePasswordWasChangedOrTheAccountLocked) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  set_profile(service, "mfa_required = true");
  const auto id = rahim.start_id();
  service.clock.advance(1s);
  EXPECT_EQ(rahim
                .post("/v1/me/password", {{"current_password", test::good_password},
                                          {"new_password", "another good battery staple 11"}})
                .status,
            204);
  EXPECT_EQ(enrol_app(service, id).code(), "sign_in_over");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM user_mfa WHERE is_enabled"), "0");
  EXPECT_TRUE(test::contains(rahim.attempts(), "changed_meanwhile"));
  service.clock.advance(1s);
  const auto later = rahim.start({}, {{"password", "another good battery staple 11"}});
  service.database.execute("UPDATE accounts SET status = 'suspended'");
  EXPECT_EQ(enrol_app(service, later.text("/id")).code(), "account_suspended");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM user_mfa WHERE is_enabled"), "0");
}

TEST(RequiredFactor, MayWaitForTheDaysOfGrace) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  set_profile(service, "mfa_required = true, enrolment_grace_days = 7");
  EXPECT_EQ(rahim.start().text("/status"), "complete");
  service.clock.advance(7 * 24h - 1s);
  EXPECT_EQ(rahim.start().text("/status"), "complete");
  service.clock.advance(1s);
  EXPECT_EQ(rahim.start().text("/status"), "enrolment_required");
  // Another profile: the days count from its beginning.
  service.database.execute("UPDATE accounts SET security_profile_since = '" +
                           format_rfc3339(service.clock.now()) + "'");
  EXPECT_EQ(rahim.start().text("/status"), "complete");
  service.clock.advance(7 * 24h + 1s);
  EXPECT_EQ(rahim.start().text("/status"), "enrolment_required");
}

TEST(RequiredFactor, IsNotRemovedAsTheLastOne) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("email", "rahim@mail.example");
  set_profile(service, "mfa_required = true");
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("email")).status, 204);
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")).code(), "last_factor");
  EXPECT_EQ(test::methods_of(rahim.start()), "totp backup_code");
  set_profile(service, "mfa_required = false");
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")).status, 204);
}

TEST(RequiredFactor, IsNotLeftToOneThatNoLongerCounts) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("sms", "+8801712345678");
  set_profile(service, "mfa_required = true, allowed_methods = '{totp,hardware_key}'");
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")).code(), "last_factor");
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("sms")).status, 204);
}

TEST(RequiredFactor, OfTheLastTwoOneStaysHoweverManyRemoveThemAtOnce) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("email", "rahim@mail.example");
  set_profile(service, "mfa_required = true");
  const std::vector<std::string> factors{rahim.factor("totp"), rahim.factor("email")};
  const auto answers = test::race(20, [&](int i) {
    return rahim.remove("/v1/me/mfa/" + factors[static_cast<std::size_t>(i % 2)]);
  });
  EXPECT_EQ(test::with_status(answers, 204), 1);
  EXPECT_EQ(rahim.get("/v1/me/mfa").body.at("items").as_array().size(), 1U);
}

TEST(AllowedMethods, AloneAreAddedOfferedAndAccepted) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_address("sms", "+8801712345678");
  const auto before = rahim.start_id();
  EXPECT_EQ(ask(service, before, "sms").status, 200);
  const auto code = rahim.next_code("+8801712345678");
  set_profile(service, "allowed_methods = '{totp}'");
  EXPECT_EQ(rahim.begin("sms", {{"phone", "+8801812345678"}}).code(), "method_unavailable");
  EXPECT_EQ(test::methods_of(rahim.start()), "totp backup_code");
  EXPECT_EQ(verify(service, before, "sms", code).code(), "method_unavailable")
      << "a code that was on its way is worth no more";
  EXPECT_EQ(ask(service, rahim.start_id(), "sms").code(), "method_unavailable");
  const auto step_up = rahim.post("/v1/step-ups");
  EXPECT_EQ(test::methods_of(step_up), "totp backup_code");
  EXPECT_EQ(
      rahim.post("/v1/step-ups/" + step_up.text("/id") + "/challenges", {{"method", "sms"}}).code(),
      "method_unavailable");
  EXPECT_EQ(verify(service, before, "totp", rahim.fresh_code(app)).status, 200);
}

TEST(AllowedMethods, ThatLeaveNoneDoNotMakeThePasswordEnough) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("sms", "+8801712345678");
  set_profile(service, "mfa_required = true, allowed_methods = '{hardware_key}'");
  const auto started = rahim.start();
  EXPECT_EQ(started.text("/status"), "challenge_required");
  EXPECT_EQ(test::methods_of(started), "backup_code") << "the codes on paper stand in for it";
  EXPECT_EQ(begin_forced(service, started.text("/id"), "hardware_key").code(), "method_unavailable")
      << "with a password alone nobody adds a factor beside one that is there";
  const auto step_up = rahim.post("/v1/step-ups");
  EXPECT_EQ(test::methods_of(step_up), "backup_code");
  EXPECT_EQ(rahim
                .post("/v1/step-ups/" + step_up.text("/id") + "/verify",
                      {{"method", "password"}, {"code", test::good_password}})
                .code(),
            "method_unavailable");
}

TEST(AllowedMethods, OfAPushThatWasApprovedAreLookedAtAgain) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto id = rahim.start_id();
  const auto asked = ask(service, id, "push");
  const auto approval = rahim.get("/v1/me/approvals").text("/items/0/id");
  EXPECT_EQ(rahim
                .post("/v1/me/approvals/" + approval,
                      {{"decision", "approve"}, {"number", asked.body.at("number")}})
                .status,
            200);
  set_profile(service, "allowed_methods = '{totp}'");
  const boost::json::object proof{{"method", "push"}};
  EXPECT_EQ(test::post_json(service, "/v1/sign-ins/" + id + "/verify", proof).code(),
            "method_unavailable");
  set_profile(service, "allowed_methods = '{push}'");
  EXPECT_EQ(test::post_json(service, "/v1/sign-ins/" + id + "/verify", proof).status, 200);
}

TEST(AllowedMethods, AreOfferedStrongestFirstWithTheLastOneMarked) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", "rahim@mail.example");
  rahim.step_up_by("email", "rahim@mail.example");
  rahim.add_address("sms", "+8801712345678");
  const auto app = rahim.add_app();
  rahim.add_qr();
  rahim.add_push();
  rahim.add_key("biometric");
  rahim.add_key("hardware_key");
  const auto started = rahim.start();
  EXPECT_EQ(test::methods_of(started), "hardware_key biometric push totp qr sms email backup_code");
  const auto preferred = [](const test::Answer& answer) {
    std::string names;
    for (const auto& one : answer.body.at("methods").as_array()) {
      if (one.at("is_preferred").as_bool()) names += std::string(one.at("method").as_string());
    }
    return names;
  };
  EXPECT_EQ(preferred(started), "email") << "the last one that was used";
  rahim.sign_in(app);
  EXPECT_EQ(preferred(rahim.start()), "totp");
}

}  // namespace
}  // namespace gatehouse
