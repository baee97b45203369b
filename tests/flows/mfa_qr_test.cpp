// QR codes that a signed-in device scans, and the page that waits for it.
#include <future>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>

#include "approval_kit.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;

TEST(QrCode, SignsInOnANewScreen) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun =
      test::post_json(service, "/v1/sign-ins/qr", {{"device", {{"name", "Television"}}}},
                      {.from = "192.0.2.77", .user_agent = "TV"});
  ASSERT_EQ(begun.status, 201);
  const auto id = begun.text("/id");
  EXPECT_TRUE(begun.text("/qr_uri").starts_with("http://localhost/approve#"));
  EXPECT_TRUE(begun.text("/qr_svg").starts_with("<svg"));
  EXPECT_EQ(go_on(service, id, "qr").code(), "approval_pending");
  const auto scanned = scan(rahim, begun);
  ASSERT_EQ(scanned.status, 200);
  EXPECT_EQ(scanned.text("/kind"), "qr");
  EXPECT_EQ(scanned.text("/ip_address"), "192.0.2.77");
  EXPECT_TRUE(scanned.body.at("is_same_network").as_bool());
  EXPECT_FALSE(scanned.body.as_object().contains("numbers"));
  EXPECT_EQ(go_on(service, id, "qr").code(), "approval_pending") << "scanned is not approved";
  EXPECT_EQ(decide(rahim, scanned.text("/id"), {{"decision", "approve"}}).status, 200);
  service.clock.advance(1s);
  const auto done = go_on(service, id, "qr");
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(done.text("/account/id"), rahim.account);
  const auto claims = test::claims_of(done.text("/tokens/access_token"));
  EXPECT_EQ(claims.at("acr").as_string(), "aal1") << "no more than the session that vouched";
  EXPECT_EQ(boost::json::serialize(claims.at("amr")), R"(["mca"])");
  EXPECT_EQ(rahim.get("/v1/me/devices").text("/items/0/device_name"), "Television");
  EXPECT_TRUE(test::contains(rahim.events(), "approval.scanned low"));
}

TEST(QrCode, BelongsToItsFirstScanner) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const test::Person karim(service, "karim@example.com");
  const auto tablet = other_session(rahim);
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  const auto approval = scan(rahim, begun).text("/id");
  EXPECT_EQ(scan(karim, begun).code(), "code_expired");
  EXPECT_EQ(scan(tablet, begun).code(), "code_expired");
  EXPECT_EQ(scan(rahim, begun).code(), "code_expired");
  EXPECT_EQ(decide(karim, approval, {{"decision", "approve"}}).code(), "not_found");
  EXPECT_EQ(decide(tablet, approval, {{"decision", "approve"}}).code(), "not_found");
  EXPECT_EQ(decide(rahim, approval, {{"decision", "approve"}}).status, 200);
  EXPECT_EQ(go_on(service, begun.text("/id"), "qr").text("/account/id"), rahim.account);
}

TEST(QrCode, HasOneScannerOfFiftyAtOnce) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  const test::Person karim(service, "karim@example.com");
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  const auto answers =
      test::race(50, [&](int i) { return scan(i % 2 == 0 ? rahim : karim, begun); });
  EXPECT_EQ(test::with_status(answers, 200), 1);
}

TEST(QrCode, IsStaleAfterTwoMinutesAndReplacedByTheNextOne) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  const auto id = begun.text("/id");
  service.clock.advance(2min);
  EXPECT_EQ(scan(rahim, begun).code(), "code_expired");
  const auto next = ask(service, id, "qr");
  ASSERT_EQ(next.status, 200);
  EXPECT_NE(token_in(next), token_in(begun));
  service.clock.advance(1min);
  const auto newest = ask(service, id, "qr");
  ASSERT_EQ(newest.status, 200);
  EXPECT_EQ(scan(rahim, next).code(), "code_expired") << "a photograph of the one before";
  EXPECT_EQ(scan(rahim, newest).status, 200);
  const auto approval = first_pending(rahim);
  service.clock.advance(2min);
  EXPECT_EQ(decide(rahim, approval, {{"decision", "approve"}}).code(), "code_expired");
}

TEST(QrCode, ThatNobodyMadeOrThatWasNeverScannedApprovesNothing) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  for (const std::string code : {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_EQ(rahim.post("/v1/me/approvals/scan", {{"code", code}}).code(), "code_expired");
  }
  EXPECT_EQ(rahim.post("/v1/me/approvals/scan", {{"code", std::string(65, 'a')}}).code(),
            "validation_failed");
  EXPECT_EQ(service.post("/v1/me/approvals/scan", R"({"code":"x"})").status, 401);
}

TEST(QrCode, AloneDemandsAllThatTheAccountAsksFor) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto app = rahim.add_app();
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  const auto approval = scan(rahim, begun).text("/id");
  const auto weak = decide(rahim, approval, {{"decision", "approve"}});
  EXPECT_EQ(weak.code(), "insufficient_user_authentication");
  EXPECT_NE(weak.header("WWW-Authenticate").find(R"(acr_values="aal2")"), std::string::npos);
  rahim.step_up(app);
  EXPECT_EQ(decide(rahim, approval, {{"decision", "approve"}}).status, 200);
  const auto done = go_on(service, begun.text("/id"), "qr");
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(test::claims_of(done.text("/tokens/access_token")).at("acr").as_string(), "aal2");
}

TEST(QrCode, IsRefusedWhereTheProfileForbidsIt) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  service.database.execute("UPDATE security_profiles SET allowed_methods = '{totp}'");
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  const auto approval = scan(rahim, begun).text("/id");
  decide(rahim, approval, {{"decision", "approve"}});
  EXPECT_EQ(go_on(service, begun.text("/id"), "qr").code(), "method_unavailable");
}

TEST(QrCode, IsASecondFactorOfItsOwnAccountOnly) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const test::Person karim(service, "karim@example.com");
  rahim.add_qr();
  const auto started = rahim.start();
  EXPECT_EQ(test::methods_of(started), "qr backup_code");
  const auto asked = ask(service, started.text("/id"), "qr");
  EXPECT_EQ(scan(karim, asked).code(), "code_expired");
  const auto approval = scan(rahim, asked).text("/id");
  EXPECT_EQ(decide(rahim, approval, {{"decision", "approve"}}).status, 200);
  const auto done = go_on(service, started.text("/id"), "qr");
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(test::claims_of(done.text("/tokens/access_token")).at("acr").as_string(), "aal2");
}

TEST(QrCode, RaisesNoSessionThatScansItsOwnScreen) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_qr();
  const auto step_up = rahim.post("/v1/step-ups").text("/id");
  const auto asked = rahim.post("/v1/step-ups/" + step_up + "/challenges", {{"method", "qr"}});
  ASSERT_EQ(asked.status, 200);
  const auto scanned = scan(rahim, asked);
  if (scanned.status == 200)
    EXPECT_NE(decide(rahim, scanned.text("/id"), {{"decision", "approve"}}).status, 200);
  EXPECT_EQ(rahim.post("/v1/step-ups/" + step_up + "/verify", {{"method", "qr"}}).code(),
            "approval_pending");
}

TEST(QrCode, IsAnsweredByTheDeviceThatWasAddedOrASessionOfTwoFactors) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto stolen = other_session(rahim);  // began with the password alone
  rahim.add_qr();
  const auto asked = ask(service, rahim.start_id(), "qr");
  const auto approval = scan(stolen, asked).text("/id");
  EXPECT_EQ(decide(stolen, approval, {{"decision", "approve"}}).code(),
            "insufficient_user_authentication");
  const auto own = ask(service, rahim.start_id(), "qr");
  EXPECT_EQ(decide(rahim, scan(rahim, own).text("/id"), {{"decision", "approve"}}).status, 200);
}

TEST(QrCode, IsNotAnsweredByAnotherSessionOfTheDeviceThatAsks) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_qr();
  const auto started = rahim.start({}, {{"device_token", rahim.device_token}});
  const auto asked = ask(service, started.text("/id"), "qr");
  EXPECT_EQ(decide(rahim, scan(rahim, asked).text("/id"), {{"decision", "approve"}}).code(),
            "method_unavailable");
  EXPECT_EQ(go_on(service, started.text("/id"), "qr").code(), "approval_pending");
}

TEST(QrCode, ThatWasApprovedIsWorthNothingWhenItsSessionHasEndedOrThePasswordIsNew) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto stolen = other_session(rahim);
  const auto approved = [&](const test::Person& by) {
    const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
    EXPECT_EQ(decide(by, scan(by, begun).text("/id"), {{"decision", "approve"}}).status, 200);
    return begun.text("/id");
  };
  const auto thiefs = approved(stolen);
  EXPECT_EQ(rahim.remove("/v1/me/sessions").status, 204);
  EXPECT_EQ(go_on(service, thiefs, "qr").code(), "approval_denied");
  const auto kept = approved(rahim);
  service.clock.advance(1s);
  EXPECT_EQ(rahim
                .post("/v1/me/password", {{"current_password", test::good_password},
                                          {"new_password", "another good battery staple 11"}})
                .status,
            204);
  EXPECT_EQ(go_on(service, kept, "qr").code(), "sign_in_over");
  const auto late = approved(rahim);
  service.clock.advance(3min);
  EXPECT_EQ(go_on(service, late, "qr").code(), "code_expired") << "its question was for two";
  const auto weak = approved(rahim);
  rahim.add_app();
  EXPECT_EQ(go_on(service, weak, "qr").code(), "method_unavailable")
      << "meanwhile the account asks for more than the session had shown";
}

TEST(QrCode, ThatIsDeniedEndsTheSignIn) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  EXPECT_EQ(decide(rahim, scan(rahim, begun).text("/id"), {{"decision", "deny"}}).status, 200);
  EXPECT_EQ(go_on(service, begun.text("/id"), "qr").code(), "approval_denied");
}

TEST(QrCode, OfAPageIsBoundToItsBrowser) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const std::string page = "Origin: http://localhost\r\nX-Requested-With: gatehouse\r\n";
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {}, {.headers = page});
  ASSERT_EQ(begun.status, 201);
  const auto set = begun.header("Set-Cookie");
  const auto cookie = "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
  const auto id = begun.text("/id");
  EXPECT_EQ(decide(rahim, scan(rahim, begun).text("/id"), {{"decision", "approve"}}).status, 200);
  EXPECT_EQ(go_on(service, id, "qr").code(), "sign_in_over");
  EXPECT_EQ(go_on(service, id, "qr", {.headers = page}).code(), "sign_in_over");
  EXPECT_EQ(go_on(service, id, "qr",
                  {.headers = page + "Cookie: __Host-gatehouse-sign-in-" + id + "=x\r\n"})
                .code(),
            "sign_in_over");
  EXPECT_EQ(go_on(service, id, "qr", {.headers = page + cookie}).status, 200);
}

TEST(WaitingPage, IsToldByServerSentEventsWhatTheDeviceAnswers) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  for (const std::string decision : {"approve", "deny"}) {
    const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
    const auto path = "/v1/sign-ins/" + begun.text("/id") + "/events";
    std::promise<void> told_scan;
    const auto on_part = [&, was_told = false](std::string_view so_far) mutable {
      if (!was_told && so_far.contains(R"({"state":"scanned"})")) {
        was_told = true;
        told_scan.set_value();
      }
    };
    auto waiting = std::async(std::launch::async,
                              [&] { return service.send("GET", path, {}, {.on_part = on_part}); });
    const auto approval = scan(rahim, begun).text("/id");
    ASSERT_EQ(told_scan.get_future().wait_for(10s), std::future_status::ready);
    EXPECT_EQ(waiting.wait_for(100ms), std::future_status::timeout) << "it waits";
    EXPECT_EQ(decide(rahim, approval, {{"decision", decision}}).status, 200);
    ASSERT_EQ(waiting.wait_for(10s), std::future_status::ready);
    const auto told = waiting.get();
    EXPECT_EQ(told.status, 200);
    EXPECT_EQ(told.header("Content-Type"), "text/event-stream");
    const auto scanned = told.content.find(R"({"state":"scanned"})");
    const auto last = told.content.find(decision == "approve" ? R"({"state":"approved"})"
                                                              : R"({"state":"denied"})");
    EXPECT_NE(scanned, std::string::npos) << told.content;
    EXPECT_NE(last, std::string::npos) << told.content;
    EXPECT_LT(scanned, last);
  }
}

TEST(WaitingPage, ThatComesLateIsToldAtOnce) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  decide(rahim, scan(rahim, begun).text("/id"), {{"decision", "approve"}});
  const auto told = service.get("/v1/sign-ins/" + begun.text("/id") + "/events");
  EXPECT_NE(told.content.find("approved"), std::string::npos);
}

TEST(WaitingPage, IsToldByAnotherInstance) {
  config::Settings settings;
  settings.keys.encryption_keys = {"test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="};
  test::Service service(settings);
  test::Person rahim(service, "rahim@example.com");
  const auto second = service.another_instance();
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {});
  auto waiting = std::async(std::launch::async, [&] {
    return service.send("GET", "/v1/sign-ins/" + begun.text("/id") + "/events", {},
                        {.port = second->port()});
  });
  decide(rahim, scan(rahim, begun).text("/id"), {{"decision", "approve"}});
  ASSERT_EQ(waiting.wait_for(10s), std::future_status::ready);
  EXPECT_NE(waiting.get().content.find("approved"), std::string::npos);
}

TEST(WaitingPage, OfNobodyIsTurnedAway) {
  test::Service service;
  EXPECT_EQ(service.get("/v1/sign-ins/sia_00000000000000000000000000/events").status, 410);
  const std::string page = "Origin: http://localhost\r\nX-Requested-With: gatehouse\r\n";
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {}, {.headers = page});
  const auto path = "/v1/sign-ins/" + begun.text("/id");
  EXPECT_EQ(service.get(path + "/events").code(), "sign_in_over") << "another browser";
  EXPECT_EQ(service.get(path).code(), "sign_in_over");
  const auto set = begun.header("Set-Cookie");
  EXPECT_EQ(
      service.send("GET", path, {}, {.headers = "Cookie: " + set.substr(0, set.find(';')) + "\r\n"})
          .status,
      200);
}

}  // namespace
}  // namespace gatehouse
