// Proving it again (RFC 9470): which operations ask for it, what it is worth, and whose it is.
#include <thread>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

test::Answer answer(const test::Person& person, const std::string& step_up,
                    const boost::json::object& proof) {
  return person.post("/v1/step-ups/" + step_up + "/verify", proof);
}

std::string start(const test::Person& person) { return person.post("/v1/step-ups").text("/id"); }

// That it is refused in the words of the standard.
void expect_demand(const test::Answer& refused, const std::string& acr) {
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.code(), "insufficient_user_authentication");
  const auto challenge = refused.header("WWW-Authenticate");
  EXPECT_TRUE(challenge.starts_with("Bearer ")) << challenge;
  EXPECT_NE(challenge.find(R"(error="insufficient_user_authentication")"), std::string::npos);
  EXPECT_NE(challenge.find("max_age=600"), std::string::npos) << challenge;
  EXPECT_NE(challenge.find("acr_values=\"" + acr + "\""), std::string::npos) << challenge;
}

test::Answer change_password(const test::Person& person) {
  return person.post("/v1/me/password", {{"current_password", test::good_password},
                                         {"new_password", "another good battery staple 11"}});
}

test::Answer trust(const test::Person& person) {
  const auto device = person.get("/v1/me/devices").text("/items/0/id");
  return person.service->send("PATCH", "/v1/me/devices/" + device, R"({"trusted":true})",
                              {.token = person.token});
}

TEST(StepUp, IsDemandedForEverySensitiveOperation) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto factor = rahim.factor("totp");
  const auto everything = [&](const std::string& acr) {
    expect_demand(rahim.begin("totp"), acr);
    expect_demand(rahim.remove("/v1/me/mfa/" + factor), acr);
    expect_demand(rahim.post("/v1/me/mfa/backup-codes"), acr);
    expect_demand(change_password(rahim), acr);
    expect_demand(trust(rahim), acr);
  };
  everything("aal2");
  rahim.step_up(app);
  service.clock.advance(10min + 1us);
  everything("aal2");
  rahim.step_up(app);
  EXPECT_EQ(rahim.begin("totp").status, 201);
  EXPECT_EQ(rahim.post("/v1/me/mfa/backup-codes").status, 201);
  EXPECT_EQ(trust(rahim).status, 200);
  EXPECT_EQ(change_password(rahim).status, 204);
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + factor).status, 204);
}

TEST(StepUp, GivesNoTokenThatOutlivesItsSession) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  service.database.execute(
      "UPDATE security_profiles SET session_timeout = 8, absolute_session_timeout = 60");
  rahim.go_on(rahim.start());
  const auto id = start(rahim);
  service.clock.advance(5min);
  const auto raised = answer(rahim, id, {{"method", "password"}, {"code", test::good_password}});
  ASSERT_EQ(raised.status, 200);
  EXPECT_EQ(raised.body.at("expires_in").as_int64(), 3 * 60) << "a proof is no refresh";
  rahim.go_on(raised);
  service.clock.advance(3min - 1s);
  EXPECT_EQ(rahim.get("/v1/me").status, 200);
  service.clock.advance(1s);
  EXPECT_EQ(rahim.get("/v1/me").code(), "invalid_token");
}

TEST(StepUp, ByAnOldPasswordIsDemandedOfAccountsWithoutFactors) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  EXPECT_EQ(rahim.begin("totp").status, 201) << "the sign-in was a moment ago";
  service.clock.advance(11min);
  expect_demand(rahim.begin("totp"), "aal1");
  const auto started = rahim.post("/v1/step-ups");
  ASSERT_EQ(started.status, 201);
  EXPECT_EQ(test::methods_of(started), "password");
  const auto id = started.text("/id");
  EXPECT_EQ(answer(rahim, id, {{"method", "password"}, {"code", "wrong wrong wrong"}}).code(),
            "invalid_credentials");
  const auto raised = answer(rahim, id, {{"method", "password"}, {"code", test::good_password}});
  ASSERT_EQ(raised.status, 200);
  EXPECT_EQ(raised.text("/acr"), "aal1");
  rahim.go_on(raised);
  EXPECT_EQ(rahim.begin("totp").status, 201);
  const auto events = rahim.events();
  EXPECT_TRUE(test::contains(events, "step_up.failed medium wrong_password"));
  EXPECT_TRUE(test::contains(events, "session.stepped_up low"));
}

TEST(StepUp, ByThePasswordIsNotEnoughWhereThereIsAFactor) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_app();
  const auto started = rahim.post("/v1/step-ups");
  EXPECT_EQ(test::methods_of(started), "totp backup_code");
  EXPECT_EQ(
      answer(rahim, started.text("/id"), {{"method", "password"}, {"code", test::good_password}})
          .code(),
      "method_unavailable");
  EXPECT_EQ(
      rahim.post("/v1/step-ups/" + started.text("/id") + "/challenges", {{"method", "password"}})
          .code(),
      "method_unavailable");
}

TEST(StepUp, RaisesTheSessionAndItsLaterTokens) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto weak = test::verify(service, rahim.start_id(), "totp", rahim.fresh_code(app));
  rahim.go_on(weak);
  service.clock.advance(14min);
  const auto before = test::claims_of(rahim.token);
  const auto raised =
      answer(rahim, start(rahim), {{"method", "totp"}, {"code", rahim.fresh_code(app)}});
  ASSERT_EQ(raised.status, 200);
  EXPECT_EQ(raised.text("/auth_time"), format_rfc3339(service.clock.now()));
  const auto after = test::claims_of(raised.text("/access_token"));
  EXPECT_EQ(after.at("sid"), before.at("sid"));
  EXPECT_EQ(after.at("acr").as_string(), "aal2");
  EXPECT_EQ(boost::json::serialize(after.at("amr")), R"(["pwd","otp","mfa"])");
  EXPECT_EQ(after.at("auth_time").as_int64(), to_unix_seconds(service.clock.now()));
  const auto refreshed = test::post_json(service, "/v1/tokens/refresh",
                                         {{"refresh_token", weak.text("/tokens/refresh_token")}});
  EXPECT_EQ(test::claims_of(refreshed.text("/access_token")).at("auth_time"),
            after.at("auth_time"));
  const auto sessions = rahim.get("/v1/me/sessions");
  EXPECT_NE(sessions.content.find("aal2"), std::string::npos);
}

TEST(StepUp, ByASecurityKeyReachesTheThirdLevel) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto browser = rahim.add_key("hardware_key");
  const auto id = start(rahim);
  const auto asked = rahim.post("/v1/step-ups/" + id + "/challenges", {{"method", "hardware_key"}});
  const auto raised = answer(
      rahim, id,
      {{"method", "hardware_key"}, {"credential", browser.get(asked.body.at("public_key"))}});
  ASSERT_EQ(raised.status, 200);
  EXPECT_EQ(raised.text("/acr"), "aal3");
  EXPECT_EQ(boost::json::serialize(raised.body.at("amr")), R"(["pwd","hwk","user","mfa"])");
}

TEST(StepUp, MayBeDemandedOfAHigherLevelByTheProfile) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  rahim.step_up(app);
  auto browser = rahim.add_key("hardware_key");
  service.database.execute(
      R"(UPDATE security_profiles SET minimum_acr = '{"factor.remove":"aal3"}')");
  expect_demand(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")), "aal3");
  EXPECT_EQ(rahim.post("/v1/me/mfa/backup-codes").status, 201) << "other operations as before";
  const auto id = start(rahim);
  const auto asked = rahim.post("/v1/step-ups/" + id + "/challenges", {{"method", "hardware_key"}});
  rahim.go_on(answer(
      rahim, id,
      {{"method", "hardware_key"}, {"credential", browser.get(asked.body.at("public_key"))}}));
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")).status, 204);
}

TEST(StepUp, ByEachOtherMethodWorks) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_address("email", "rahim@mail.example");
  const auto by_mail = start(rahim);
  EXPECT_EQ(rahim.post("/v1/step-ups/" + by_mail + "/challenges", {{"method", "email"}}).status,
            200);
  const auto raised = answer(
      rahim, by_mail, {{"method", "email"}, {"code", rahim.next_code("rahim@mail.example")}});
  ASSERT_EQ(raised.status, 200);
  rahim.go_on(raised);
  rahim.add_address("sms", "+8801712345678");
  const auto by_text = start(rahim);
  rahim.post("/v1/step-ups/" + by_text + "/challenges", {{"method", "sms"}});
  EXPECT_EQ(answer(rahim, by_text, {{"method", "sms"}, {"code", rahim.next_code("+8801712345678")}})
                .text("/acr"),
            "aal2");
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(
        answer(rahim, start(rahim), {{"method", "backup_code"}, {"code", rahim.backup_codes[i]}})
            .text("/acr"),
        "aal2");
  }
  EXPECT_EQ(std::ranges::count(rahim.events(), "backup_code.used medium"), 7);
  EXPECT_EQ(
      service.database.value("SELECT count(*) FROM deliveries WHERE message = 'backup_codes_low'"),
      "1")
      << "three are left";
}

TEST(StepUp, BelongsToItsSessionAndWorksOnce) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const test::Person karim(service, "karim@example.com");
  auto tablet = rahim;
  tablet.go_on(rahim.start());
  const auto app = rahim.add_app();
  const auto id = start(rahim);
  const auto code = rahim.fresh_code(app);
  const boost::json::object proof{{"method", "totp"}, {"code", code}};
  EXPECT_EQ(answer(tablet, id, proof).code(), "sign_in_over") << "another session of the person";
  EXPECT_EQ(answer(karim, id, proof).code(), "sign_in_over");
  EXPECT_EQ(service.post("/v1/step-ups/" + id + "/verify", boost::json::serialize(proof)).status,
            401);
  EXPECT_EQ(test::verify(service, id, "totp", code).code(), "sign_in_over") << "it is no sign-in";
  const auto sign_in = rahim.start_id();
  EXPECT_EQ(answer(rahim, sign_in, proof).code(), "sign_in_over") << "nor is a sign-in a step-up";
  EXPECT_EQ(answer(rahim, id, proof).status, 200);
  EXPECT_EQ(answer(rahim, id, proof).code(), "sign_in_over");
  EXPECT_EQ(test::claims_of(tablet.token).at("acr").as_string(), "aal1");
  expect_demand(tablet.begin("totp"), "aal2");
}

TEST(StepUp, IsOverAfterTenMinutesAndWithItsSession) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto late = start(rahim);
  service.clock.advance(10min);
  EXPECT_EQ(answer(rahim, late, {{"method", "totp"}, {"code", rahim.fresh_code(app)}}).code(),
            "sign_in_over");
  const auto id = start(rahim);
  EXPECT_EQ(rahim.post("/v1/sign-out").status, 204);
  EXPECT_EQ(answer(rahim, id, {{"method", "totp"}, {"code", rahim.fresh_code(app)}}).status, 401);
}

TEST(StepUp, HasFiveTriesOfEachMethod) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto id = start(rahim);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(answer(rahim, id, {{"method", "totp"}, {"code", app.wrong_code(service.clock.now())}})
                  .code(),
              "code_invalid");
  }
  EXPECT_EQ(answer(rahim, id, {{"method", "totp"}, {"code", rahim.fresh_code(app)}}).code(),
            "too_many_tries");
  EXPECT_EQ(std::ranges::count(rahim.events(), "step_up.failed medium wrong_code"), 5);
  EXPECT_EQ(answer(rahim, id, {{"method", "backup_code"}, {"code", rahim.backup_codes[0]}}).status,
            200);
}

TEST(StepUp, ByThePasswordIsThrottled) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto id = start(rahim);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(answer(rahim, id, {{"method", "password"}, {"code", "wrong wrong wrong"}}).code(),
              "invalid_credentials");
  }
  const auto refused =
      answer(rahim, start(rahim), {{"method", "password"}, {"code", test::good_password}});
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(rahim.start().status, 200) << "signing in has a count of its own";
}

TEST(StepUp, OfFiftyRequestsWithOneCodeRaisesOnce) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  std::vector<std::string> ids;
  for (int i = 0; i < 25; ++i) ids.push_back(start(rahim));
  const auto code = rahim.fresh_code(app);
  const auto answers = test::race(50, [&](int i) {
    return answer(rahim, ids[static_cast<std::size_t>(i) / 2],
                  {{"method", "totp"}, {"code", code}});
  });
  EXPECT_EQ(test::with_status(answers, 200), 1) << test::codes_of(answers);
}

TEST(StepUp, WhenRemovingAFactorEndsOtherSessionsIfThePersonWishes) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto tablet = rahim;
  tablet.go_on(rahim.start());
  const auto app = rahim.add_app();
  rahim.step_up(app);
  rahim.add_app();
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp")).status, 204);
  EXPECT_EQ(tablet.get("/v1/me").status, 200);
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("totp") + "?end_other_sessions=true").status,
            204);
  EXPECT_EQ(rahim.get("/v1/me").status, 200);
  for (int i = 0; i < 200 && tablet.get("/v1/me").status != 401; ++i)
    std::this_thread::sleep_for(10ms);
  EXPECT_EQ(tablet.get("/v1/me").status, 401);
}

}  // namespace
}  // namespace gatehouse
