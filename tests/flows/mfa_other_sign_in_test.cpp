// What was proved for one sign-in, or by another account, is worth nothing for another.
#include <gtest/gtest.h>

#include "approval_kit.hpp"

namespace gatehouse {
namespace {

using test::ask;
using test::verify;

TEST(OtherSignIns, AreNotLetInByAnAnsweredPush) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto one = rahim.start_id();
  const auto silent = rahim.start_id();
  const auto asked = ask(service, one, "push");
  const auto approval = first_pending(rahim);
  const auto other = rahim.start_id();
  ASSERT_EQ(ask(service, other, "push").status, 200);
  ASSERT_EQ(decide(rahim, approval, {{"decision", "approve"}, {"number", number_of(asked)}}).status,
            200);
  EXPECT_EQ(go_on(service, other, "push").code(), "approval_pending");
  EXPECT_NE(go_on(service, silent, "push").status, 200) << "it has asked nobody";
  EXPECT_EQ(service.get("/v1/sign-ins/" + other).text("/approval"), "pending");
  EXPECT_EQ(go_on(service, one, "push").status, 200);
  EXPECT_EQ(go_on(service, other, "push").code(), "approval_pending")
      << "and not when that one is complete";
}

TEST(OtherSignIns, AreNotEndedByADeniedPush) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  rahim.add_push();
  const auto one = rahim.start_id();
  const auto other = rahim.start_id();
  ask(service, one, "push");
  ASSERT_EQ(decide(rahim, first_pending(rahim), {{"decision", "deny"}}).status, 200);
  EXPECT_NE(go_on(service, one, "push").status, 200);
  EXPECT_EQ(verify(service, other, "backup_code", rahim.backup_codes[0]).status, 200);
}

TEST(OtherSignIns, AreNotLetInByAScannedCode) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  const auto one = test::post_json(service, "/v1/sign-ins/qr", {});
  const auto other = test::post_json(service, "/v1/sign-ins/qr", {});
  const auto others_approval = scan(rahim, other).text("/id");
  const auto approval = scan(rahim, one).text("/id");
  ASSERT_EQ(decide(rahim, approval, {{"decision", "approve"}}).status, 200);
  EXPECT_EQ(go_on(service, other.text("/id"), "qr").code(), "approval_pending");
  EXPECT_EQ(go_on(service, one.text("/id"), "qr").status, 200);
  EXPECT_EQ(go_on(service, other.text("/id"), "qr").code(), "approval_pending");
  EXPECT_EQ(rahim.get("/v1/me/approvals/" + others_approval).text("/state"), "pending");
}

// A code that is relayed: its screen stands in another network than the phone.
TEST(OtherSignIns, OfAnotherNetworkSayThatTheyAreWhenTheirCodeIsScanned) {
  test::Service service;
  const test::Person rahim(service, "rahim@example.com");
  const auto begun = test::post_json(service, "/v1/sign-ins/qr", {}, {.from = "203.0.113.77"});
  const auto scanned = scan(rahim, begun);
  ASSERT_EQ(scanned.status, 200);
  EXPECT_EQ(scanned.text("/ip_address"), "203.0.113.77");
  EXPECT_FALSE(scanned.body.at("is_same_network").as_bool());
}

TEST(OtherAccounts, TextsProveNothing) {
  test::Service service;
  test::Person rahim(service, "rahim@example.com");
  test::Person karim(service, "karim@example.com");
  const std::string phone = "+8801712345678";
  const std::string karims_phone = "+8801812345678";
  rahim.add_address("sms", phone);
  karim.add_address("sms", karims_phone);
  const auto id = rahim.start_id();
  const auto karims_id = karim.start_id();
  ask(service, id, "sms");
  ask(service, karims_id, "sms");
  const auto code = rahim.next_code(phone);
  const auto karims_code = karim.next_code(karims_phone);
  if (code != karims_code) {
    EXPECT_EQ(verify(service, id, "sms", karims_code).code(), "code_invalid");
    EXPECT_EQ(verify(service, karims_id, "sms", code).code(), "code_invalid");
  }
  const auto asked_other = test::post_json(service, "/v1/sign-ins/" + id + "/challenges",
                                           {{"method", "sms"}, {"factor", karim.factor("sms")}});
  EXPECT_EQ(asked_other.code(), "resend_too_soon")
      << "another's factor is not asked: it is the own one, again";
  EXPECT_EQ(verify(service, id, "sms", code).text("/account/email"), "rahim@example.com");
}

}  // namespace
}  // namespace gatehouse
