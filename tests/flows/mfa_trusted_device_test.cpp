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
  EXPECT_EQ(status_with(again), "complete") << "the trust of before; the wish was not granted";
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
