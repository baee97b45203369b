// Security keys and passkeys: beside the password, and instead of it.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::verify;
using webauthn::Browser;

boost::json::value options_of(const test::Answer& answer) { return answer.body.at("public_key"); }

// The whole second half with a key.
test::Answer prove(const test::Service& service, const std::string& sign_in,
                   const std::string& method, Browser& browser) {
  return verify(service, sign_in, method, browser.get(options_of(ask(service, sign_in, method))));
}

test::Answer begin_without_name(const test::Service& service) {
  return test::post_json(service, "/v1/sign-ins/passkey", {});
}

test::Answer sign_in_without_name(const test::Service& service, Browser& browser) {
  const auto begun = begin_without_name(service);
  return verify(service, begun.text("/id"), "passkey", browser.get(options_of(begun)));
}

std::string acr_of(const test::Answer& signed_in) {
  return std::string(test::claims_of(signed_in.text("/tokens/access_token")).at("acr").as_string());
}

std::string amr_of(const test::Answer& signed_in) {
  return boost::json::serialize(test::claims_of(signed_in.text("/tokens/access_token")).at("amr"));
}

TEST(HardwareKey, IsAddedWithTheOptionsOfTheStandardAndSignsIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  Browser browser;
  const auto begun = rahim.begin("hardware_key", {{"name", "Blue key"}});
  ASSERT_EQ(begun.status, 201);
  const auto options = options_of(begun);
  EXPECT_EQ(options.at_pointer("/rp/id").as_string(), "localhost");
  EXPECT_EQ(options.at_pointer("/user/name").as_string(), "rahim@example.com");
  EXPECT_EQ(options.at_pointer("/authenticatorSelection/authenticatorAttachment").as_string(),
            "cross-platform");
  EXPECT_EQ(begun.content.find(rahim.account), std::string::npos)
      << "the user handle says nothing about the account";
  const auto added = rahim.confirm("hardware_key", {{"credential", browser.create(options)}});
  ASSERT_EQ(added.status, 201);
  EXPECT_EQ(added.text("/factor/name"), "Blue key");
  EXPECT_EQ(added.text("/factor/strength"), "phishing_resistant");
  EXPECT_FALSE(added.body.at_pointer("/factor/is_synchronised").as_bool());

  const auto started = rahim.start();
  EXPECT_EQ(test::methods_of(started), "hardware_key backup_code");
  EXPECT_EQ(started.text("/methods/0/hint"), "Blue key");
  const auto asked = ask(service, started.text("/id"), "hardware_key");
  ASSERT_EQ(asked.status, 200);
  EXPECT_EQ(webauthn::decoded(options_of(asked), "/allowCredentials/0/id"), browser.device.id);
  EXPECT_EQ(options_of(asked).at_pointer("/allowCredentials/0/transports/0").as_string(), "usb");
  const auto done =
      verify(service, started.text("/id"), "hardware_key", browser.get(options_of(asked)));
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(acr_of(done), "aal3");
  EXPECT_EQ(amr_of(done), R"(["pwd","hwk","user","mfa"])");
  rahim.go_on(done);
  EXPECT_EQ(rahim.get("/v1/me/mfa").text("/items/0/last_used"),
            format_rfc3339(service.clock.now()));
}

TEST(HardwareKey, WithoutUserVerificationIsASecondFactorStill) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  Browser browser;
  browser.device.flags = 0x01;
  browser = rahim.add_key("hardware_key", browser);
  const auto done = prove(service, rahim.start_id(), "hardware_key", browser);
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(acr_of(done), "aal3");
  EXPECT_EQ(amr_of(done), R"(["pwd","hwk","mfa"])");
  EXPECT_EQ(sign_in_without_name(service, browser).code(), "credential_refused")
      << "alone it would be one factor";
}

TEST(HardwareKey, ThatGetsItsFirstPinFromAThiefSignsNobodyInByItself) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  Browser browser;
  browser.device.flags = 0x01;
  browser = rahim.add_key("hardware_key", browser);
  browser.device.flags = 0x05;
  EXPECT_EQ(sign_in_without_name(service, browser).code(), "credential_refused");
  EXPECT_TRUE(test::contains(rahim.events(), "sign_in.failed medium verification_not_initialized"));
  const auto step_up = rahim.post("/v1/step-ups").text("/id");
  const auto asked =
      rahim.post("/v1/step-ups/" + step_up + "/challenges", {{"method", "hardware_key"}});
  const auto raised =
      rahim.post("/v1/step-ups/" + step_up + "/verify",
                 {{"method", "hardware_key"}, {"credential", browser.get(options_of(asked))}});
  EXPECT_EQ(raised.status, 200);
  EXPECT_EQ(boost::json::serialize(raised.body.at("amr")), R"(["pwd","hwk","mfa"])");
  EXPECT_EQ(sign_in_without_name(service, browser).code(), "credential_refused")
      << "nor after a step-up, which a stolen session can do";
  // Beside the password it is the owner's.
  EXPECT_EQ(amr_of(prove(service, rahim.start_id(), "hardware_key", browser)),
            R"(["pwd","hwk","mfa"])");
  EXPECT_EQ(acr_of(sign_in_without_name(service, browser)), "aal3");
  EXPECT_EQ(amr_of(prove(service, rahim.start_id(), "hardware_key", browser)),
            R"(["pwd","hwk","user","mfa"])");
}

TEST(HardwareKey, IsNoticedInEveryAlgorithmThatWasOffered) {
  test::Service service;
  for (const auto algorithm : webauthn::default_algorithms) {
    test::Person person(service,
                        "person" + std::to_string(static_cast<int>(algorithm)) + "@example.com");
    Browser browser;
    browser.device.key = webauthn::TestKey(algorithm);
    browser = person.add_key("hardware_key", browser);
    EXPECT_EQ(prove(service, person.start_id(), "hardware_key", browser).status, 200);
  }
}

TEST(HardwareKey, IsOneOfSeveralAndIsNotAddedTwice) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto first = rahim.add_key("hardware_key");
  rahim.go_on(prove(service, rahim.start_id(), "hardware_key", first));
  const auto begun = rahim.begin("hardware_key");
  EXPECT_EQ(webauthn::decoded(options_of(begun), "/excludeCredentials/0/id"), first.device.id);
  EXPECT_EQ(webauthn::decoded(options_of(begun), "/user/id"), first.user_handle);
  auto same = first;
  EXPECT_EQ(rahim.confirm("hardware_key", {{"credential", same.create(options_of(begun))}}).code(),
            "credential_refused")
      << "a browser that ignores the list of excluded credentials";
  auto second = rahim.add_key("hardware_key");
  const auto started = rahim.start();
  EXPECT_FALSE(started.body.at("methods").at(0).as_object().contains("hint")) << "of which?";
  EXPECT_EQ(prove(service, started.text("/id"), "hardware_key", first).status, 200);
  EXPECT_EQ(prove(service, rahim.start_id(), "hardware_key", second).status, 200);
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("hardware_key")).status, 204);
  EXPECT_EQ(prove(service, rahim.start_id(), "hardware_key", second).code(), "credential_refused");
  EXPECT_EQ(prove(service, rahim.start_id(), "hardware_key", first).status, 200);
}

TEST(HardwareKey, BelongsToOneAccount) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  auto browser = rahim.add_key("hardware_key");
  const auto begun = karim.begin("hardware_key");
  auto copy = browser;
  EXPECT_EQ(karim.confirm("hardware_key", {{"credential", copy.create(options_of(begun))}}).code(),
            "conflict");
  EXPECT_EQ(karim.start().text("/status"), "complete") << "nothing was added";
  EXPECT_EQ(prove(service, rahim.start_id(), "hardware_key", browser).status, 200);
}

TEST(HardwareKey, IsCreatedOnceForEachQuestion) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun = rahim.begin("hardware_key");
  Browser crooked;
  crooked.device.origin = "https://evil.example";
  EXPECT_EQ(
      rahim.confirm("hardware_key", {{"credential", crooked.create(options_of(begun))}}).code(),
      "credential_refused");
  Browser honest;
  EXPECT_EQ(
      rahim.confirm("hardware_key", {{"credential", honest.create(options_of(begun))}}).code(),
      "credential_refused")
      << "the question is over, whatever its answer was worth";
  service.clock.advance(1s);
  const auto again = rahim.begin("hardware_key");
  const auto credential = honest.create(options_of(again));
  EXPECT_EQ(rahim.confirm("hardware_key", {{"credential", credential}}).status, 201);
  EXPECT_EQ(
      rahim.confirm("hardware_key", {{"credential", credential}, {"id", again.text("/id")}}).code(),
      "code_expired");
}

TEST(Biometric, DemandsUserVerification) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun = rahim.begin("biometric");
  const auto options = options_of(begun);
  EXPECT_EQ(options.at_pointer("/authenticatorSelection/authenticatorAttachment").as_string(),
            "platform");
  EXPECT_EQ(options.at_pointer("/authenticatorSelection/userVerification").as_string(), "required");
  EXPECT_EQ(options.at_pointer("/authenticatorSelection/residentKey").as_string(), "required");
  Browser careless;
  careless.device.flags = 0x01;
  EXPECT_EQ(rahim.confirm("biometric", {{"credential", careless.create(options)}}).code(),
            "credential_refused");
  auto browser = rahim.add_key("biometric");
  const auto started = rahim.start();
  EXPECT_EQ(test::methods_of(started), "biometric backup_code");
  EXPECT_EQ(prove(service, started.text("/id"), "biometric", browser).status, 200);

  const auto id = rahim.start_id();
  const auto asked = ask(service, id, "biometric");
  EXPECT_EQ(options_of(asked).at("userVerification").as_string(), "required");
  auto unverified = browser;
  unverified.device.flags = 0x01;
  EXPECT_EQ(verify(service, id, "biometric", unverified.get(options_of(asked))).code(),
            "credential_refused");
}

TEST(Biometric, DemandsUserVerificationBesideKeysOfWhichItIsNotDemanded) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto key = rahim.add_key("hardware_key");
  rahim.go_on(prove(service, rahim.start_id(), "hardware_key", key));
  auto finger = rahim.add_key("biometric");
  const auto id = rahim.start_id();
  finger.device.flags = 0x01;
  const auto asked = ask(service, id, "passkey");
  EXPECT_EQ(options_of(asked).at("userVerification").as_string(), "preferred");
  EXPECT_EQ(verify(service, id, "passkey", finger.get(options_of(asked))).code(),
            "credential_refused");
  finger.device.flags = 0x05;
  EXPECT_EQ(prove(service, id, "passkey", finger).status, 200);
}

TEST(Biometric, IsBuiltInAndAKeyIsNot) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  const auto confirm = [&](const std::string& method, const std::string& attachment) {
    const auto begun = rahim.begin(method);
    Browser browser;
    auto credential = browser.create(options_of(begun));
    credential["authenticatorAttachment"] = attachment;
    return rahim.confirm(method, {{"credential", credential}, {"id", begun.text("/id")}});
  };
  EXPECT_EQ(confirm("biometric", "cross-platform").code(), "credential_refused");
  EXPECT_EQ(confirm("hardware_key", "platform").code(), "credential_refused");
  EXPECT_EQ(confirm("hardware_key", "cross-platform").status, 201);
}

TEST(Passkey, SignsInWithoutNameAndPassword) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto browser = rahim.add_key("biometric");
  const auto begun = begin_without_name(service);
  ASSERT_EQ(begun.status, 201);
  EXPECT_EQ(options_of(begun).at("userVerification").as_string(), "required");
  EXPECT_TRUE(options_of(begun).as_object().contains("allowCredentials") == false ||
              options_of(begun).at("allowCredentials").as_array().empty())
      << "anybody's";
  const auto done = verify(service, begun.text("/id"), "passkey", browser.get(options_of(begun)));
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(done.text("/account/email"), "rahim@example.com");
  EXPECT_EQ(acr_of(done), "aal3");
  EXPECT_EQ(amr_of(done), R"(["hwk","user","mfa"])");
}

TEST(Passkey, ThatIsSynchronisedIsWorthTwoFactorsButNoDevice) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  Browser browser;
  browser.device.flags |= Browser::synchronised;
  browser.device.count = 0;
  browser = rahim.add_key("biometric", browser);
  EXPECT_TRUE(rahim.get("/v1/me/mfa").body.at_pointer("/items/0/is_synchronised").as_bool());
  for (int i = 0; i < 2; ++i) {
    browser.device.count = ~0U;  // back to zero, where such passkeys stay
    const auto done = sign_in_without_name(service, browser);
    ASSERT_EQ(done.status, 200);
    EXPECT_EQ(acr_of(done), "aal2");
    EXPECT_EQ(amr_of(done), R"(["swk","user","mfa"])");
  }
}

TEST(Passkey, WithoutUserVerificationOrHandleSignsNobodyIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto good = rahim.add_key("biometric");
  auto unverified = good;
  unverified.device.flags = 0x01;
  EXPECT_EQ(sign_in_without_name(service, unverified).code(), "credential_refused");
  auto nobody = good;
  nobody.user_handle.clear();
  EXPECT_EQ(sign_in_without_name(service, nobody).code(), "credential_refused");
  auto other = good;
  other.user_handle.back() = static_cast<char>(other.user_handle.back() ^ 1);
  EXPECT_EQ(sign_in_without_name(service, other).code(), "credential_refused");
  Browser unknown;
  unknown.user_handle = good.user_handle;
  EXPECT_EQ(sign_in_without_name(service, unknown).code(), "credential_refused")
      << "the same answer as for a credential that is known";
  auto honest = good;
  EXPECT_EQ(sign_in_without_name(service, honest).status, 200);
}

TEST(Passkey, OfARemovedFactorOrLockedAccountSignsNobodyIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto browser = rahim.add_key("biometric");
  service.database.execute("UPDATE accounts SET status = 'locked'");
  EXPECT_EQ(sign_in_without_name(service, browser).code(), "account_locked");
  service.database.execute("UPDATE accounts SET status = 'active'");
  rahim.go_on(sign_in_without_name(service, browser));
  EXPECT_EQ(rahim.remove("/v1/me/mfa/" + rahim.factor("biometric")).status, 204);
  EXPECT_EQ(sign_in_without_name(service, browser).code(), "credential_refused");
}

TEST(Passkey, OfAMethodThatTheProfileForbidsSignsNobodyIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto browser = rahim.add_key("biometric");
  service.database.execute("UPDATE security_profiles SET allowed_methods = '{totp,hardware_key}'");
  const auto refused = sign_in_without_name(service, browser);
  EXPECT_NE(refused.status, 200);
  service.database.execute("UPDATE security_profiles SET allowed_methods = '{biometric}'");
  EXPECT_EQ(sign_in_without_name(service, browser).status, 200);
}

TEST(Passkey, WithACountThatGoesBackIsRefusedAndReported) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto browser = rahim.add_key("hardware_key");
  auto clone = browser;
  EXPECT_EQ(prove(service, rahim.start_id(), "hardware_key", browser).status, 200);
  EXPECT_EQ(prove(service, rahim.start_id(), "hardware_key", browser).status, 200);
  EXPECT_EQ(prove(service, rahim.start_id(), "hardware_key", clone).code(), "credential_refused");
  EXPECT_EQ(sign_in_without_name(service, clone).code(), "credential_refused");
  const auto events = rahim.events();
  EXPECT_EQ(std::ranges::count(events, "sign_in.failed high counter_rolled_back"), 2);
  EXPECT_EQ(std::ranges::count(rahim.attempts(), "counter_rolled_back"), 2);
  EXPECT_EQ(prove(service, rahim.start_id(), "hardware_key", browser).status, 200)
      << "the owner's own goes on";
}

TEST(Passkey, MayBeAskedForAnewAndTheNewestQuestionCounts) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto browser = rahim.add_key("hardware_key");
  const auto id = rahim.start_id();
  const auto first = options_of(ask(service, id, "hardware_key"));
  const auto second = options_of(ask(service, id, "hardware_key"));
  EXPECT_EQ(verify(service, id, "hardware_key", browser.get(first)).code(), "credential_refused");
  EXPECT_EQ(verify(service, id, "hardware_key", browser.get(second)).code(), "code_expired")
      << "an answer, right or wrong, ends the question";
  EXPECT_EQ(prove(service, id, "hardware_key", browser).status, 200);
}

TEST(Passkey, QuestionIsOverAfterFiveMinutes) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto browser = rahim.add_key("hardware_key");
  const auto id = rahim.start_id();
  const auto options = options_of(ask(service, id, "hardware_key"));
  service.clock.advance(5min);
  EXPECT_EQ(verify(service, id, "hardware_key", browser.get(options)).code(), "code_expired");
}

TEST(Passkey, WhereModelsAreChosenHasToProveItsModel) {
  config::Settings settings;
  settings.webauthn.allowed_aaguids = {"6d6f6465-6c2d-7769-7468-2d31362d6279"};
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  Browser browser;
  const auto begun = rahim.begin("hardware_key");
  EXPECT_EQ(options_of(begun).at("attestation").as_string(), "direct");
  EXPECT_EQ(browser.device.aaguid.text(), settings.webauthn.allowed_aaguids[0]);
  EXPECT_EQ(
      rahim.confirm("hardware_key", {{"credential", browser.create(options_of(begun))}}).code(),
      "credential_refused")
      << "it says so, and nobody signs it";
  EXPECT_EQ(rahim.start().text("/status"), "complete");
}

}  // namespace
}  // namespace gatehouse
