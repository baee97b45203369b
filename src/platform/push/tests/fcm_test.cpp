#include <gatehouse/platform/push/fcm.hpp>

#include <array>

#include <gtest/gtest.h>

#include "push_peer.hpp"

namespace gatehouse::push {
namespace {

using namespace std::chrono_literals;

class FcmTest : public testing::Test {
 protected:
  FcmOptions options() const { return {.url = peer_.url(), .timeout = 5s}; }
  SendResult send(const Message& message = a_message(), const std::string& token = "device:1_a-B") {
    peer_.set_time(loop_.clock.now());
    return loop_.run(fcm_.send({Secret{token}}, message));
  }
  SendResult send_and_answer(const std::string& answer) {
    peer_.script("send", "[" + answer + "]");
    return send();
  }
  int count(std::string_view kind) const {
    int n = 0;
    for (int i = 1; i <= peer_.requests(); ++i)
      n += peer_.request(i).at("kind").as_string() == kind ? 1 : 0;
    return n;
  }
  static std::string error_answer(int status, std::string_view code) {
    return fmt::format(
        R"({{"status":{},"body":"{{\"error\":{{\"code\":{},\"message\":\"device:1_a-B\",)"
        R"(\"status\":\"NAME\",\"details\":[{{\"@type\":\"x\"}},{{\"errorCode\":\"{}\"}}]}}}}"}})",
        status, status, code);
  }

  const test::PushPeer peer_{"fcm_server.mjs"};
  Loop loop_;
  Fcm fcm_{loop_.client, read_service_account(peer_.file("service_account.json")), options(),
           loop_.clock};
};

TEST_F(FcmTest, AMessageArrivesWithATokenOfTheServiceAccount) {
  const auto result = send();
  ASSERT_EQ(result.outcome, Outcome::sent) << result.error << boost::json::serialize(peer_.last());
  ASSERT_EQ(peer_.requests(), 2);
  const auto asked = peer_.request(1);
  EXPECT_EQ(asked.at("problems"), boost::json::array{});
  EXPECT_EQ(asked.at("claims").as_object().at("iat"), to_unix_seconds(loop_.clock.now()));
  const auto request = peer_.request(2);
  EXPECT_EQ(request.at("problems"), boost::json::array{});
  EXPECT_EQ(request.at("authorization"), "Bearer ya29.token-1");
  const boost::json::value expected{
      {"message",
       {{"token", "device:1_a-B"},
        {"data", {{"payload", a_message().payload}}},
        {"android", {{"ttl", "90s"}, {"priority", "HIGH"}, {"collapse_key", "approval-018f"}}}}}};
  EXPECT_EQ(request.at("body"), expected);
}

TEST_F(FcmTest, OnlyHighUrgencyWakesTheDevice) {
  for (const auto urgency : {Urgency::very_low, Urgency::low, Urgency::normal}) {
    ASSERT_EQ(send({.payload = "{}", .ttl = 0s, .urgency = urgency}).outcome, Outcome::sent);
    const auto body = peer_.last().at("body");
    const boost::json::value expected{{"ttl", "0s"}, {"priority", "NORMAL"}};
    EXPECT_EQ(body.at("message").at("android"), expected);
  }
}

TEST_F(FcmTest, TheAccessTokenIsKeptUntilShortlyBeforeItsEnd) {
  ASSERT_EQ(send().outcome, Outcome::sent);
  loop_.clock.advance(3599s - 61s);
  ASSERT_EQ(send().outcome, Outcome::sent);
  EXPECT_EQ(count("token"), 1);
  loop_.clock.advance(2s);
  ASSERT_EQ(send().outcome, Outcome::sent);
  EXPECT_EQ(count("token"), 2);
  EXPECT_EQ(peer_.last().at("authorization"), "Bearer ya29.token-2");
}

TEST_F(FcmTest, MessagesOfOneMomentShareOneRequestForAToken) {
  peer_.set_time(loop_.clock.now());
  std::array<std::optional<SendResult>, 20> results;
  for (auto& result : results) loop_.spawn(fcm_.send({Secret{"device"}}, a_message()), result);
  for (auto& result : results) {
    loop_.wait_for(result);
    EXPECT_EQ(result->outcome, Outcome::sent) << result->error;
  }
  EXPECT_EQ(count("token"), 1);
  EXPECT_EQ(count("message"), 20);
}

TEST_F(FcmTest, WhoWaitsForATokenThatDoesNotComeIsToldSo) {
  peer_.script("token", R"([{"status":503,"headers":{"retry-after":"7"}}])");
  std::array<std::optional<SendResult>, 3> results;
  for (auto& result : results) loop_.spawn(fcm_.send({Secret{"device"}}, a_message()), result);
  for (auto& result : results) {
    loop_.wait_for(result);
    EXPECT_EQ(result->outcome, Outcome::temporary);
    EXPECT_EQ(result->retry_after, 7s);
    EXPECT_EQ(result->error, "fcm access token: answered 503");
  }
  EXPECT_EQ(peer_.requests(), 1);
  EXPECT_EQ(send().outcome, Outcome::sent);
}

TEST_F(FcmTest, SendersWhoseLoopEndsLeaveNothingBehind) {
  peer_.script("token", R"([{"hang":true}])");
  Loop other;
  auto account = read_service_account(peer_.file("service_account.json"));
  auto fcm = std::make_unique<Fcm>(other.client, account, options(), other.clock);
  std::optional<SendResult> first;
  std::optional<SendResult> second;
  other.spawn(fcm->send({Secret{"device"}}, a_message()), first);
  other.spawn(fcm->send({Secret{"device"}}, a_message()), second);
  other.context.run_for(200ms);
  EXPECT_FALSE(first || second);
  fcm.reset();
}

TEST_F(FcmTest, ARefusedAccessTokenIsRenewedOnce) {
  ASSERT_EQ(send().outcome, Outcome::sent);
  EXPECT_EQ(send_and_answer(R"({"status":401})").outcome, Outcome::sent);
  EXPECT_EQ(count("token"), 2);
  EXPECT_EQ(peer_.last().at("authorization"), "Bearer ya29.token-2");
  const auto result = send_and_answer(R"({"status":401},{"status":401},{"status":200})");
  EXPECT_EQ(result.outcome, Outcome::temporary);
  EXPECT_EQ(result.error, "fcm: answered 401");
  EXPECT_EQ(count("token"), 3);
  EXPECT_EQ(count("message"), 5);
}

TEST_F(FcmTest, ADeviceThatIsUnregisteredIsGone) {
  const auto result = send(a_message(), "gone");
  EXPECT_EQ(result.outcome, Outcome::gone);
  EXPECT_EQ(result.error, "fcm: answered 404 UNREGISTERED");
  EXPECT_EQ(send_and_answer(error_answer(404, "UNREGISTERED")).outcome, Outcome::gone);
}

TEST_F(FcmTest, A404OfAnythingElseDeletesNoDevice) {
  EXPECT_EQ(send_and_answer(R"({"status":404,"body":"<html>"})").outcome, Outcome::permanent);
  EXPECT_EQ(send_and_answer(error_answer(404, "NOT_FOUND")).outcome, Outcome::permanent);
  auto elsewhere = options();
  elsewhere.url += "/elsewhere";
  Fcm lost{loop_.client, read_service_account(peer_.file("service_account.json")), elsewhere,
           loop_.clock};
  EXPECT_EQ(loop_.run(lost.send({Secret{"device"}}, a_message())).outcome, Outcome::permanent);
}

TEST_F(FcmTest, AnswersAreToldApart) {
  const std::tuple<int, const char*, Outcome> cases[] = {
      {400, "INVALID_ARGUMENT", Outcome::permanent},
      {403, "SENDER_ID_MISMATCH", Outcome::permanent},
      {403, "PERMISSION_DENIED", Outcome::temporary},
      {429, "QUOTA_EXCEEDED", Outcome::temporary},
      {500, "INTERNAL", Outcome::temporary},
      {503, "UNAVAILABLE", Outcome::temporary}};
  for (const auto& [status, code, outcome] : cases) {
    const auto result = send_and_answer(error_answer(status, code));
    EXPECT_EQ(result.outcome, outcome) << code;
    EXPECT_EQ(result.error, fmt::format("fcm: answered {} {}", status, code));
  }
  EXPECT_EQ(send_and_answer(R"({"status":429,"headers":{"retry-after":"60"}})").retry_after, 60s);
  EXPECT_EQ(send_and_answer(R"({"status":503,"body":"{\"error\":1}"})").error, "fcm: answered 503");
}

TEST_F(FcmTest, AServiceThatHangsOrNeverEndsIsTemporary) {
  auto quick = options();
  quick.timeout = 500ms;
  Fcm impatient{loop_.client, read_service_account(peer_.file("service_account.json")), quick,
                loop_.clock};
  peer_.script("send", R"([{"hang":true}])");
  const auto late = loop_.run(impatient.send({Secret{"device"}}, a_message()));
  EXPECT_EQ(late.outcome, Outcome::temporary);
  EXPECT_EQ(count("message"), 1);
  EXPECT_EQ(send_and_answer(R"({"status":200,"size":10485760})").outcome, Outcome::temporary);
  peer_.script("token", R"([{"status":200,"size":10485760}])");
  loop_.clock.advance(2h);
  EXPECT_EQ(send().outcome, Outcome::temporary);
}

TEST_F(FcmTest, ErrorsNameNoToken) {
  for (const auto& answer : {error_answer(400, "device:1_a-B"), error_answer(400, "ya29.token-1"),
                             error_answer(503, std::string(41, 'x'))}) {
    const auto error = send_and_answer(answer).error;
    EXPECT_TRUE(error == "fcm: answered 400" || error == "fcm: answered 503") << error;
  }
}

TEST_F(FcmTest, AnAnswerWithoutAGoodAccessTokenIsTemporary) {
  const auto answer = [](std::string_view body) {
    return fmt::format(R"([{{"status":200,"body":{}}}])",
                       boost::json::serialize(boost::json::string(body)));
  };
  for (const auto* body :
       {"", "[]", "{}", R"({"access_token":"a","token_type":"Bearer"})",
        R"({"access_token":"a","token_type":"Bearer","expires_in":0})",
        R"({"access_token":"a","token_type":"Bearer","expires_in":"3599"})",
        R"({"access_token":"a","token_type":"mac","expires_in":3599})",
        R"({"access_token":"","token_type":"Bearer","expires_in":3599})",
        R"({"access_token":"a\r\nX: y","token_type":"Bearer","expires_in":3599})",
        R"({"access_token":"a","access_token":"b","token_type":"Bearer","expires_in":3599})"}) {
    peer_.script("token", answer(body));
    const auto result = send();
    EXPECT_EQ(result.outcome, Outcome::temporary) << body;
    EXPECT_EQ(result.error, "fcm access token: answered 200 without_a_token") << body;
  }
  EXPECT_EQ(count("message"), 0);
  peer_.script("token", R"([{"status":400,"body":"{\"error\":\"invalid_grant\"}"}])");
  EXPECT_EQ(send().error, "fcm access token: answered 400 invalid_grant");
}

TEST_F(FcmTest, WhatCannotBeSentIsRefusedBeforeAnythingIsSent) {
  auto large = a_message();
  large.payload = std::string(4097, ' ');
  EXPECT_EQ(send(large).outcome, Outcome::permanent);
  for (const auto& token : {std::string{}, std::string{"a b"}, std::string{"a\n"},
                            std::string{"\xc3\xa9"}, std::string(4097, 'a')}) {
    EXPECT_EQ(send(a_message(), token).outcome, Outcome::permanent) << token;
  }
  EXPECT_EQ(peer_.requests(), 0);
}

TEST(ServiceAccountFile, ThatIsNotWholeIsRefusedWithoutTellingItsContent) {
  const test::PushPeer peer{"fcm_server.mjs"};
  const auto text = test::read_file(peer.file("service_account.json"));
  const auto good = boost::json::parse(text).as_object();
  const auto refusal = [&](const std::string& content) -> std::string {
    const test::TempDir folder;
    try {
      read_service_account(folder.write("account.json", content).string());
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal(text), "");
  const auto with = [&](std::string_view name, const char* value) {
    auto changed = good;
    changed[name] = value;
    const auto sentence = refusal(boost::json::serialize(changed));
    EXPECT_EQ(sentence.find("PRIVATE"), std::string::npos) << sentence;
    return !sentence.empty();
  };
  for (const auto* name :
       {"type", "project_id", "client_email", "private_key_id", "private_key", "token_uri"})
    EXPECT_TRUE(with(name, "")) << name;
  EXPECT_TRUE(with("project_id", "../../other"));
  EXPECT_TRUE(with("token_uri", "http://oauth2.example.com/token"));
  EXPECT_TRUE(with("token_uri", "http://10.0.0.1/token"));
  EXPECT_TRUE(with("token_uri", "https://user:pw@oauth2.example.com/token"));
  EXPECT_TRUE(with("token_uri", "file:///etc/passwd"));
  EXPECT_FALSE(with("token_uri", "https://oauth2.googleapis.com/token"));
  EXPECT_FALSE(with("project_id", "example.com:shop"));
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("[]"), "");
  EXPECT_NE(refusal(text + std::string(70000, ' ')), "");
  EXPECT_THROW(read_service_account("/nowhere/account.json"), std::runtime_error);
  EXPECT_THROW(read_service_account("/tmp"), std::runtime_error);
}

}  // namespace
}  // namespace gatehouse::push
