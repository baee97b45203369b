// A device is asked by a push message, with a number to match.
#include <future>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>

#include "approval_kit.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using test::ask;

TEST(Push, ShowsPlaceAndNumbersOnTheDeviceAndSignsInWhenTheRightOneIsPicked) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto factor = rahim.add_push();
  const auto started = rahim.start({.from = "203.0.113.9", .user_agent = "Mozilla/5.0 Firefox"});
  EXPECT_EQ(test::methods_of(started), "push backup_code");
  const auto id = started.text("/id");
  const test::Extras screen{.from = "203.0.113.9", .user_agent = "Mozilla/5.0 Firefox"};
  const auto asked = ask(service, id, "push", screen);
  ASSERT_EQ(asked.status, 200);
  EXPECT_GE(number_of(asked), 10);
  EXPECT_LE(number_of(asked), 99);
  EXPECT_EQ(asked.text("/expires_at"), format_rfc3339(service.clock.now() + 2min));
  const auto message = service.message_to(factor, 2);
  EXPECT_EQ(message.at("channel").as_string(), "push");
  // Two digits can be anywhere in an address, an id or a time: what is read is the text without them.
  std::string text(message.at("text").as_string());
  ASSERT_NE(text.find(screen.from), std::string::npos);
  text.erase(text.find(screen.from), screen.from.size());
  EXPECT_EQ(text.find(std::to_string(number_of(asked))), std::string::npos)
      << "the number is on the other screen only";
  EXPECT_FALSE(message.as_object().contains("code"));
  EXPECT_EQ(go_on(service, id, "push").code(), "approval_pending");

  const auto shown = rahim.get("/v1/me/approvals/" + first_pending(rahim));
  EXPECT_EQ(shown.text("/ip_address"), "203.0.113.9");
  EXPECT_EQ(shown.text("/user_agent"), "Mozilla/5.0 Firefox");
  EXPECT_FALSE(shown.body.at("is_same_network").as_bool());
  const auto& numbers = shown.body.at("numbers").as_array();
  EXPECT_EQ(numbers.size(), 5U);
  EXPECT_EQ(std::ranges::count(numbers, boost::json::value(number_of(asked))), 1);
  EXPECT_FALSE(shown.body.as_object().contains("number"));

  const auto approved =
      decide(rahim, first_pending(rahim), {{"decision", "approve"}, {"number", number_of(asked)}});
  EXPECT_EQ(approved.text("/state"), "approved");
  EXPECT_EQ(rahim.get("/v1/me/approvals").body.at("items").as_array().size(), 0U);
  EXPECT_EQ(service.get("/v1/sign-ins/" + id).text("/approval"), "approved");
  const auto done = go_on(service, id, "push");
  ASSERT_EQ(done.status, 200);
  const auto claims = test::claims_of(done.text("/tokens/access_token"));
  EXPECT_EQ(claims.at("acr").as_string(), "aal2");
  EXPECT_EQ(boost::json::serialize(claims.at("amr")), R"(["pwd","mca","mfa"])");
  EXPECT_EQ(go_on(service, id, "push").code(), "sign_in_over");
  EXPECT_TRUE(test::contains(rahim.events(), "approval.approved medium"));
}

TEST(Push, WithAWrongNumberIsADenialAndReported) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto id = rahim.start_id();
  const auto asked = ask(service, id, "push");
  const auto approval = first_pending(rahim);
  const auto shown = rahim.get("/v1/me/approvals/" + approval);
  const auto mails = service.get("/dev/outbox?to=rahim@example.com").body.at("items").as_array();
  EXPECT_EQ(decide(rahim, approval,
                   {{"decision", "approve"}, {"number", other_number(shown, number_of(asked))}})
                .code(),
            "code_invalid");
  EXPECT_EQ(decide(rahim, approval, {{"decision", "approve"}, {"number", number_of(asked)}}).code(),
            "code_expired")
      << "there is one try";
  EXPECT_EQ(go_on(service, id, "push").code(), "approval_denied");
  EXPECT_EQ(test::verify(service, id, "backup_code", rahim.backup_codes[0]).code(),
            "approval_denied")
      << "the sign-in is over, whatever else it could prove";
  EXPECT_TRUE(test::contains(rahim.events(), "approval.denied high wrong_number"));
  const auto mail = service.message_to("rahim@example.com", mails.size() + 1);
  EXPECT_NE(mail.at("text").as_string().find("192.0.2.1"), std::string::npos);
}

TEST(Push, WithoutANumberIsADenialToo) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto id = rahim.start_id();
  ask(service, id, "push");
  EXPECT_EQ(decide(rahim, first_pending(rahim), {{"decision", "approve"}}).code(), "code_invalid");
  EXPECT_EQ(go_on(service, id, "push").code(), "approval_denied");
}

TEST(Push, ThatIsDeniedEndsTheSignInAndCoolsDown) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto id = rahim.start_id();
  ask(service, id, "push");
  const auto denied = decide(rahim, first_pending(rahim), {{"decision", "deny"}});
  EXPECT_EQ(denied.text("/state"), "denied");
  EXPECT_EQ(go_on(service, id, "push").code(), "approval_denied");
  EXPECT_EQ(service.get("/v1/sign-ins/" + id).code(), "approval_denied");
  EXPECT_TRUE(test::contains(rahim.events(), "approval.denied high"));
  EXPECT_EQ(ask(service, rahim.start_id(), "push").code(), "message_limit");
  service.clock.advance(59min);
  EXPECT_EQ(ask(service, rahim.start_id(), "push").code(), "message_limit");
  EXPECT_EQ(test::verify(service, rahim.start_id(), "backup_code", rahim.backup_codes[0]).status,
            200)
      << "the owner has other ways";
  service.clock.advance(1min);
  EXPECT_EQ(ask(service, rahim.start_id(), "push").status, 200);
}

TEST(Push, IsAskedFiveTimesInTenMinutesAtMost) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto factor = rahim.add_push();
  const auto id = rahim.start_id();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ask(service, i % 2 == 0 ? id : rahim.start_id(), "push").status, 200);
    service.clock.advance(10s);
  }
  EXPECT_EQ(ask(service, id, "push").code(), "message_limit") << "within one sign-in";
  EXPECT_EQ(ask(service, rahim.start_id({.from = "203.0.113.9"}), "push").code(), "message_limit")
      << "and in a new one, from elsewhere";
  service.message_to(factor, 6);
  EXPECT_EQ(service.get("/dev/outbox?to=" + factor).body.at("items").as_array().size(), 6U);
  service.clock.advance(10min);
  EXPECT_EQ(ask(service, rahim.start_id(), "push").status, 200);
}

TEST(Push, LimitHoldsAgainstRequestsAtTheSameTime) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  std::vector<std::string> ids;
  for (int i = 0; i < 30; ++i) ids.push_back(rahim.start_id());
  const auto answers =
      test::race(30, [&](int i) { return ask(service, ids[static_cast<std::size_t>(i)], "push"); });
  EXPECT_EQ(test::with_status(answers, 200), 5);
  EXPECT_EQ(test::codes_of(answers), "message_limit");
}

TEST(Push, AskedAgainReplacesTheQuestionBefore) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto id = rahim.start_id();
  const auto first = ask(service, id, "push");
  const auto old = first_pending(rahim);
  service.clock.advance(1s);
  const auto second = ask(service, id, "push");
  ASSERT_EQ(second.status, 200);
  EXPECT_EQ(rahim.get("/v1/me/approvals").body.at("items").as_array().size(), 1U);
  EXPECT_NE(decide(rahim, old, {{"decision", "approve"}, {"number", number_of(first)}}).status,
            200);
  EXPECT_EQ(go_on(service, id, "push").code(), "approval_pending");
  EXPECT_EQ(
      decide(rahim, first_pending(rahim), {{"decision", "approve"}, {"number", number_of(second)}})
          .status,
      200);
  EXPECT_EQ(go_on(service, id, "push").status, 200);
}

TEST(Push, ThatNobodyAnsweredInTimeIsStale) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto id = rahim.start_id();
  const auto asked = ask(service, id, "push");
  const auto approval = first_pending(rahim);
  service.clock.advance(2min);
  EXPECT_EQ(rahim.get("/v1/me/approvals").body.at("items").as_array().size(), 0U);
  EXPECT_EQ(decide(rahim, approval, {{"decision", "approve"}, {"number", number_of(asked)}}).code(),
            "code_expired");
  EXPECT_EQ(go_on(service, id, "push").code(), "approval_pending");
}

TEST(Push, IsAnsweredOnceOfFiftyAnswersAtOnce) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto id = rahim.start_id();
  const auto asked = ask(service, id, "push");
  const auto approval = first_pending(rahim);
  const auto answers = test::race(50, [&](int i) {
    return decide(rahim, approval,
                  i % 2 == 0
                      ? boost::json::object{{"decision", "deny"}}
                      : boost::json::object{{"decision", "approve"}, {"number", number_of(asked)}});
  });
  EXPECT_EQ(test::with_status(answers, 200), 1);
}

TEST(Push, IsAnsweredByTheDeviceThatWasAddedOnly) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const test::Person karim(service, "karim@example.com");
  const auto tablet = other_session(rahim);
  rahim.add_push();
  const auto id = rahim.start_id();
  const auto asked = ask(service, id, "push");
  const auto approval = first_pending(rahim);
  const boost::json::object yes{{"decision", "approve"}, {"number", number_of(asked)}};
  EXPECT_EQ(karim.get("/v1/me/approvals/" + approval).status, 404);
  EXPECT_EQ(decide(karim, approval, yes).code(), "not_found");
  EXPECT_EQ(decide(karim, approval, {{"decision", "deny"}}).code(), "not_found");
  EXPECT_EQ(decide(tablet, approval, yes).code(), "method_unavailable")
      << "a session on a device that was never added for it";
  EXPECT_EQ(go_on(service, id, "push").code(), "approval_pending");
  EXPECT_EQ(decide(tablet, approval, {{"decision", "deny"}}).status, 200)
      << "whoever sees it may stop it";
  EXPECT_EQ(go_on(service, id, "push").code(), "approval_denied");
}

TEST(Push, RaisesNoSessionThatAnswersItself) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto step_up = rahim.post("/v1/step-ups").text("/id");
  const auto asked = rahim.post("/v1/step-ups/" + step_up + "/challenges", {{"method", "push"}});
  ASSERT_EQ(asked.status, 200);
  EXPECT_EQ(
      decide(rahim, first_pending(rahim), {{"decision", "approve"}, {"number", number_of(asked)}})
          .code(),
      "method_unavailable");
  EXPECT_EQ(rahim.post("/v1/step-ups/" + step_up + "/verify", {{"method", "push"}}).code(),
            "approval_pending");
}

TEST(Push, RaisesTheSessionOfAnotherDevice) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  auto tablet = other_session(rahim);
  rahim.add_push();
  const auto step_up = tablet.post("/v1/step-ups").text("/id");
  const auto asked = tablet.post("/v1/step-ups/" + step_up + "/challenges", {{"method", "push"}});
  EXPECT_EQ(
      decide(rahim, first_pending(rahim), {{"decision", "approve"}, {"number", number_of(asked)}})
          .status,
      200);
  const auto raised = tablet.post("/v1/step-ups/" + step_up + "/verify", {{"method", "push"}});
  ASSERT_EQ(raised.status, 200);
  EXPECT_EQ(raised.text("/acr"), "aal2");
}

TEST(Approval, SaysWhatWaitsForIt) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto tablet = other_session(rahim);
  rahim.add_push();
  const auto purpose = [&] { return rahim.get("/v1/me/approvals").text("/items/0/purpose"); };
  ask(service, rahim.start_id(), "push");
  EXPECT_EQ(purpose(), "password");
  service.clock.advance(1s);
  const auto step_up = tablet.post("/v1/step-ups").text("/id");
  ASSERT_EQ(tablet.post("/v1/step-ups/" + step_up + "/challenges", {{"method", "push"}}).status,
            200);
  EXPECT_EQ(purpose(), "step_up");
  service.clock.advance(1s);
  const auto scanned = scan(rahim, test::post_json(service, "/v1/sign-ins/qr", {}));
  EXPECT_EQ(scanned.text("/purpose"), "qr");
  const auto denied = decide(rahim, scanned.text("/id"), {{"decision", "deny"}});
  EXPECT_EQ(denied.text("/purpose"), "qr") << "whoever has refused is told what that was";
}

}  // namespace
}  // namespace gatehouse
