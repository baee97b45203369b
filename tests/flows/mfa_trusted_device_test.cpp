// Devices that leave out the second factor, for as long as the profile permits.
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

class TrustedDevice : public testing::Test {
 protected:
  TrustedDevice() : rahim(service, "rahim@example.com"), app(rahim.add_app()) {}

  // Signs in and wishes that this device be trusted; its token.
  std::string trust() {
    const auto done = test::post_json(
        service, "/v1/sign-ins/" + rahim.start_id() + "/verify",
        {{"method", "totp"}, {"code", rahim.fresh_code(app)}, {"trust_device", true}});
    EXPECT_EQ(done.status, 200);
    rahim.go_on(done);
    device = done.text("/session/device_id");
    return done.text("/device_token");
  }
  // Whether a sign-in with this token is spared the second factor.
  std::string status_with(const std::string& token) const {
    return rahim.start({}, {{"device_token", token}}).text("/status");
  }

  test::Service service;
  test::Person rahim;
  test::App app;
  std::string device;
};

TEST_F(TrustedDevice, LeavesOutTheSecondFactorButIsWorthNoMoreThanThePassword) {
  const auto token = trust();
  const auto signed_in = rahim.start({}, {{"device_token", token}});
  ASSERT_EQ(signed_in.text("/status"), "complete");
  EXPECT_EQ(test::claims_of(signed_in.text("/tokens/access_token")).at("acr").as_string(), "aal1");
  rahim.go_on(signed_in);
  EXPECT_EQ(rahim.begin("totp").code(), "insufficient_user_authentication");
  EXPECT_TRUE(test::contains(rahim.events(), "device.trusted medium"));
  EXPECT_EQ(rahim.start({}, {{"device_token", token}, {"password", "wrong wrong wrong"}}).status,
            401);
}

TEST_F(TrustedDevice, IsRecognisedByItsTokenNotByWhatItLooksLike) {
  const auto token = trust();
  EXPECT_EQ(rahim.start().text("/status"), "challenge_required") << "the same traits";
  EXPECT_EQ(status_with(token.substr(0, token.size() - 4) + "AAAA"), "challenge_required");
  EXPECT_EQ(status_with("nonsense"), "challenge_required");
  EXPECT_EQ(status_with(token), "complete");
}

// As an instance of the release before writes it while both run.
TEST_F(TrustedDevice, WithATrustWithoutANumberIsTrustedByNoToken) {
  const auto token = rahim.device_token;
  service.database.execute(
      "UPDATE trusted_devices SET is_trusted = true, trusted_until = 'infinity'");
  EXPECT_EQ(status_with(token), "challenge_required");
}

TEST_F(TrustedDevice, IsKnownByTheTokenOfItsTrustAloneNotByOneFromBefore) {
  // Of the same device, as far as anybody can tell: from the registration, and from a stranger who knew the password
  // and looked like it before there was a second factor.
  const auto before = rahim.device_token;
  const auto done = verify(service, rahim.start_id(), "totp", rahim.fresh_code(app));
  const auto untrusted = done.text("/device_token");
  const auto token = trust();
  ASSERT_EQ(done.text("/session/device_id"), device);
  EXPECT_EQ(status_with(before), "challenge_required");
  EXPECT_EQ(status_with(untrusted), "challenge_required");
  EXPECT_EQ(status_with(token), "complete");
  EXPECT_EQ(status_with(before), "challenge_required") << "nor after the trusted one was seen";
}

TEST_F(TrustedDevice, HandsItsTrustOnFromTokenToToken) {
  rahim.step_up(app);
  auto browser = rahim.add_key("biometric");
  const auto token = rahim.start({}, {{"device_token", trust()}}).text("/device_token");
  EXPECT_EQ(status_with(token), "complete") << "after a sign-in that was spared the factor";
  const auto begun = test::post_json(service, "/v1/sign-ins/passkey", {{"device_token", token}});
  const auto done =
      verify(service, begun.text("/id"), "passkey", browser.get(begun.body.at("public_key")));
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(status_with(done.text("/device_token")), "complete") << "after one with a passkey";
}

TEST_F(TrustedDevice, IsTrustedAnewAsAnotherOne) {
  const auto first = trust();
  const auto second = trust();
  EXPECT_EQ(status_with(first), "complete") << "two browsers that look alike, both trusted";
  EXPECT_EQ(status_with(second), "complete");
  service.clock.advance(30 * 24h);
  const auto third = trust();
  EXPECT_EQ(status_with(third), "complete");
  EXPECT_EQ(status_with(second), "challenge_required") << "its trust had run out";
}

TEST_F(TrustedDevice, IsMadeByASessionOnItWhoseAnswerHasItsToken) {
  const auto before = rahim.device_token;
  rahim.sign_in(app);
  const auto path = "/v1/me/devices/" + rahim.get("/v1/me/devices").text("/items/0/id");
  const test::Extras mine{.token = rahim.token};
  const auto trusted = service.send("PATCH", path, R"({"trusted":true})", mine);
  ASSERT_EQ(trusted.status, 200);
  EXPECT_TRUE(trusted.body.at("is_current").as_bool());
  const auto token = trusted.text("/device_token");
  EXPECT_EQ(status_with(token), "complete");
  EXPECT_EQ(status_with(before), "challenge_required");
  const auto renamed = service.send("PATCH", path, R"({"name":"Desk"})", mine);
  EXPECT_TRUE(renamed.body.at("is_trusted").as_bool());
  EXPECT_FALSE(renamed.body.as_object().contains("device_token"));
  EXPECT_EQ(service.send("PATCH", path, R"({"trusted":false})", mine).status, 200);
  EXPECT_EQ(status_with(token), "challenge_required");
  EXPECT_EQ(service.send("PATCH", path, R"({"trusted":true})", mine).status, 200);
  EXPECT_EQ(status_with(token), "challenge_required") << "that trust is another one";

  const auto page =
      service.send("PATCH", path, R"({"trusted":true})",
                   {.token = rahim.token,
                    .headers = "Origin: http://localhost\r\nX-Requested-With: gatehouse\r\n"});
  EXPECT_TRUE(page.header("Set-Cookie").starts_with("__Host-gatehouse-device="));
  EXPECT_FALSE(page.body.as_object().contains("device_token"));
}

TEST_F(TrustedDevice, IsNotTrustedByASessionElsewhere) {
  const auto elsewhere = verify(service, rahim.start_id({.user_agent = "another"}), "totp",
                                rahim.fresh_code(app), {.user_agent = "another"});
  const auto path = "/v1/me/devices/" + elsewhere.text("/session/device_id");
  rahim.sign_in(app);
  EXPECT_EQ(service.send("PATCH", path, R"({"trusted":true})", {.token = rahim.token}).code(),
            "forbidden");
  for (const auto& one : rahim.get("/v1/me/devices").body.at("items").as_array())
    EXPECT_FALSE(one.at("is_trusted").as_bool());
  EXPECT_EQ(service.send("PATCH", path, R"({"trusted":false})", {.token = rahim.token}).status,
            200);
}

TEST_F(TrustedDevice, OfAnotherAccountSparesNothing) {
  const auto token = trust();
  test::Person karim(service, "karim@example.com");
  karim.add_app();
  EXPECT_EQ(karim.start({}, {{"device_token", token}}).text("/status"), "challenge_required");
  EXPECT_EQ(status_with(karim.device_token), "challenge_required");
}

TEST_F(TrustedDevice, IsOneOnlyWhenThePersonWishesIt) {
  const auto done = verify(service, rahim.start_id(), "totp", rahim.fresh_code(app));
  EXPECT_EQ(status_with(done.text("/device_token")), "challenge_required");
}

TEST_F(TrustedDevice, IsOneForTheDaysOfTheProfile) {
  set_profile(service, "trusted_device_days = 10");
  const auto token = trust();
  service.clock.advance(10 * 24h - 1s);
  EXPECT_EQ(status_with(token), "complete");
  service.clock.advance(1s);
  EXPECT_EQ(status_with(token), "challenge_required");
}

TEST_F(TrustedDevice, IsNoneWhereTheProfileForbidsIt) {
  const auto token = trust();
  set_profile(service, "trusted_device_days = 0");
  EXPECT_EQ(status_with(token), "challenge_required") << "also one of earlier times";
  const auto again = trust();
  set_profile(service, "trusted_device_days = 30");
  EXPECT_EQ(status_with(again), "challenge_required") << "the wish was not granted";
  EXPECT_EQ(status_with(token), "complete") << "the trust of before";
  set_profile(service, "trusted_device_days = 0");
  rahim.step_up(app);
  EXPECT_EQ(
      service
          .send("PATCH", "/v1/me/devices/" + device, R"({"trusted":true})", {.token = rahim.token})
          .status,
      403);
}

TEST_F(TrustedDevice, IsNeverAnOperators) {
  const auto token = trust();
  service.database.execute("UPDATE accounts SET roles = '{operator}'");
  EXPECT_EQ(status_with(token), "challenge_required") << "whatever the profile says";
  service.database.execute(
      "UPDATE accounts SET roles = '{}', security_profile_id = (SELECT id FROM security_profiles "
      "WHERE profile_name = 'operator')");
  EXPECT_EQ(status_with(token), "challenge_required");
  const auto again = test::post_json(
      service, "/v1/sign-ins/" + rahim.start_id() + "/verify",
      {{"method", "totp"}, {"code", rahim.fresh_code(app)}, {"trust_device", true}});
  EXPECT_EQ(status_with(again.text("/device_token")), "challenge_required");
}

TEST_F(TrustedDevice, IsNoneAfterItWasUntrustedOrForgotten) {
  auto token = trust();
  EXPECT_EQ(
      service
          .send("PATCH", "/v1/me/devices/" + device, R"({"trusted":false})", {.token = rahim.token})
          .status,
      200);
  EXPECT_EQ(status_with(token), "challenge_required");
  token = trust();
  EXPECT_EQ(status_with(token), "complete");
  EXPECT_EQ(rahim.remove("/v1/me/devices/" + device).status, 204);
  EXPECT_EQ(status_with(token), "challenge_required");
  const auto fresh = verify(service, rahim.start_id(), "totp", rahim.fresh_code(app));
  EXPECT_NE(fresh.text("/session/device_id"), device);
  EXPECT_EQ(status_with(token), "challenge_required") << "a forgotten one does not come back";
}

TEST_F(TrustedDevice, IsNotMadeBySigningInWithThePasswordAlone) {
  test::Person karim(service, "karim@example.com");
  const auto signed_in = karim.start();
  EXPECT_EQ(test::post_json(service, "/v1/sign-ins",
                            {{"identifier", "karim@example.com"},
                             {"password", test::good_password},
                             {"trust_device", true}})
                .code(),
            "validation_failed");
  karim.add_app();
  EXPECT_EQ(karim.start({}, {{"device_token", signed_in.text("/device_token")}}).text("/status"),
            "challenge_required");
}

TEST_F(TrustedDevice, SparesTheFactorAlsoWhereOneIsRequired) {
  set_profile(service, "mfa_required = true");
  EXPECT_EQ(status_with(trust()), "complete");
}

}  // namespace
}  // namespace gatehouse
