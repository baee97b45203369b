#include <gatehouse/platform/push/apns.hpp>

#include <array>
#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "push_peer.hpp"

namespace gatehouse::push {
namespace {

using namespace std::chrono_literals;

const std::string device = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";

Message with_alert() {
  auto message = a_message();
  message.alert = Alert{.title = "অনুমোদন", .body = "\"Sign in?\""};
  return message;
}

// A certificate of 127.0.0.1 that signs itself.
class Certificate {
 public:
  Certificate() {
    const auto command = fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        "-subj /CN=apns -addext subjectAltName=IP:127.0.0.1 -keyout {} -out {} 2>/dev/null",
        key(), file());
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
  std::string file() const { return (folder_.path() / "cert.pem").string(); }
  std::string key() const { return (folder_.path() / "key.pem").string(); }

 private:
  test::TempDir folder_;
};

const Certificate& certificate() {
  static const Certificate made;
  return made;
}

class ApnsTest : public testing::Test {
 protected:
  static ApnsOptions options(const test::PushPeer& peer, const std::string& scheme = "https") {
    return {.url = peer.url(scheme),
            .key = read_apns_key(peer.file("AuthKey.p8")),
            .key_id = "ABC123DEFG",
            .team_id = "DEF123GHIJ",
            .topic = "com.example.shop",
            .timeout = 5s};
  }
  SendResult send(const Message& message = with_alert(), const std::string& token = device) {
    peer_.set_time(loop_.clock.now());
    return loop_.run(apns_.send({Secret{token}}, message));
  }
  SendResult send_and_answer(const std::string& answer) {
    peer_.script("send", "[" + answer + "]");
    return send();
  }
  static std::string reason(int status, std::string_view word) {
    return fmt::format(R"({{"status":{},"body":"{{\"reason\":\"{}\"}}"}})", status, word);
  }
  boost::json::value token() const { return peer_.last().at("verified").at("token"); }

  const test::PushPeer peer_{"apns_server.mjs", certificate().file() + " " + certificate().key()};
  Loop loop_;
  http::Client client_{loop_.transfers, certificate().file()};
  Apns apns_{client_, options(peer_), loop_.clock};
};

TEST_F(ApnsTest, AnAlertArrivesWithEveryHeader) {
  const auto result = send();
  ASSERT_EQ(result.outcome, Outcome::sent) << result.error << boost::json::serialize(peer_.last());
  const auto request = peer_.request(1);
  EXPECT_EQ(request.at("problems"), boost::json::array{});
  const auto& headers = request.at("headers").as_object();
  EXPECT_EQ(headers.at(":path").as_string(), "/3/device/" + device);
  EXPECT_EQ(headers.at("apns-push-type"), "alert");
  EXPECT_EQ(headers.at("apns-priority"), "10");
  EXPECT_EQ(headers.at("apns-collapse-id"), "approval-018f");
  EXPECT_EQ(headers.at("apns-expiration").as_string(),
            std::to_string(to_unix_seconds(loop_.clock.now()) + 90));
  EXPECT_EQ(request.at("verified").at("claims").at("iat"), to_unix_seconds(loop_.clock.now()));
  const boost::json::value expected{{"aps",
                                     {{"alert", {{"title", "অনুমোদন"}, {"body", "\"Sign in?\""}}},
                                      {"mutable-content", 1},
                                      {"sound", "default"}}},
                                    {"payload", boost::json::parse(a_message().payload)}};
  EXPECT_EQ(request.at("body"), expected);
}

TEST_F(ApnsTest, WithoutAnAlertItIsABackgroundMessage) {
  ASSERT_EQ(send({.payload = R"({"n":0.10})", .ttl = 0s}).outcome, Outcome::sent);
  const auto headers = peer_.last().at("headers").as_object();
  EXPECT_EQ(headers.at("apns-push-type"), "background");
  EXPECT_EQ(headers.at("apns-priority"), "5");
  EXPECT_EQ(headers.at("apns-expiration"), "0");
  EXPECT_FALSE(headers.contains("apns-collapse-id"));
  const boost::json::value expected{{"aps", {{"content-available", 1}}}, {"payload", {{"n", 0.1}}}};
  EXPECT_EQ(peer_.last().at("body"), expected);
}

TEST_F(ApnsTest, AnAlertThatIsNotUrgentWaitsForTheDeviceAndMakesNoSound) {
  for (const auto& [urgency, priority] :
       {std::pair{Urgency::normal, "10"}, std::pair{Urgency::low, "5"},
        std::pair{Urgency::very_low, "5"}}) {
    auto message = with_alert();
    message.urgency = urgency;
    ASSERT_EQ(send(message).outcome, Outcome::sent);
    EXPECT_EQ(peer_.last().at("headers").at("apns-priority"), priority);
    EXPECT_FALSE(peer_.last().at("body").at("aps").as_object().contains("sound"));
  }
}

TEST_F(ApnsTest, TheLargestMessageFitsWhatAppleTakes) {
  auto message = with_alert();
  message.payload = R"({"a":")" + std::string(max_payload_bytes - 8, 'x') + "\"}";
  message.alert = Alert{.title = std::string(84, '"'), .body = std::string(300, '"')};
  EXPECT_EQ(send(message).outcome, Outcome::sent) << boost::json::serialize(peer_.last());
}

TEST_F(ApnsTest, ItsTokenIsRenewedEvery40Minutes) {
  ASSERT_EQ(send().outcome, Outcome::sent);
  const auto first = token();
  loop_.clock.advance(39min);
  ASSERT_EQ(send().outcome, Outcome::sent);
  EXPECT_EQ(token(), first);
  loop_.clock.advance(1min);
  ASSERT_EQ(send().outcome, Outcome::sent);
  EXPECT_NE(token(), first);
  loop_.clock.advance(70min);  // the server refuses tokens of an hour
  EXPECT_EQ(send().outcome, Outcome::sent);
}

TEST_F(ApnsTest, AnExpiredTokenIsRenewedOnceAndNotTooOften) {
  const auto expired = reason(403, "ExpiredProviderToken");
  ASSERT_EQ(send().outcome, Outcome::sent);
  const auto first = token();
  loop_.clock.advance(21min);
  EXPECT_EQ(send_and_answer(expired).outcome, Outcome::sent);
  EXPECT_NE(token(), first);
  EXPECT_EQ(peer_.requests(), 3);
  // A token that is new already will not get better: the clocks differ.
  const auto result = send_and_answer(expired);
  EXPECT_EQ(result.outcome, Outcome::temporary);
  EXPECT_EQ(result.error, "apns: answered 403 ExpiredProviderToken");
  EXPECT_EQ(peer_.requests(), 4);
  loop_.clock.advance(21min);
  EXPECT_EQ(send_and_answer(expired + "," + expired).outcome, Outcome::temporary);
  EXPECT_EQ(peer_.requests(), 6);
}

TEST_F(ApnsTest, ATokenOfAnotherTeamIsTheOperatorsToMend) {
  auto other = options(peer_);
  other.team_id = "OTHERTEAM1";
  Apns wrong{client_, other, loop_.clock};
  const auto result = loop_.run(wrong.send({Secret{device}}, with_alert()));
  EXPECT_EQ(result.outcome, Outcome::temporary);
  EXPECT_EQ(result.error, "apns: answered 403 InvalidProviderToken");
}

TEST_F(ApnsTest, AnswersAreToldApart) {
  const std::tuple<int, const char*, Outcome> cases[] = {
      {410, "Unregistered", Outcome::gone},
      {410, "ExpiredToken", Outcome::gone},
      {400, "BadDeviceToken", Outcome::gone},
      {400, "DeviceTokenNotForTopic", Outcome::permanent},
      {400, "PayloadEmpty", Outcome::permanent},
      {404, "BadPath", Outcome::permanent},
      {413, "PayloadTooLarge", Outcome::permanent},
      {403, "Forbidden", Outcome::temporary},
      {429, "TooManyRequests", Outcome::temporary},
      {500, "InternalServerError", Outcome::temporary},
      {503, "Shutdown", Outcome::temporary}};
  for (const auto& [status, word, outcome] : cases) {
    const auto result = send_and_answer(reason(status, word));
    EXPECT_EQ(result.outcome, outcome) << word;
    EXPECT_EQ(result.error, fmt::format("apns: answered {} {}", status, word));
  }
  EXPECT_EQ(send_and_answer(R"({"status":410,"body":"["})").outcome, Outcome::gone);
  EXPECT_EQ(send_and_answer(R"({"status":429,"headers":{"retry-after":"30"}})").retry_after, 30s);
  EXPECT_EQ(send(with_alert(), device.substr(2) + "00").outcome, Outcome::gone);
}

TEST_F(ApnsTest, ErrorsNameNoToken) {
  for (const auto& answer : {reason(400, device), reason(410, "a " + device)}) {
    const auto error = send_and_answer(answer).error;
    EXPECT_EQ(error.find(device), std::string::npos) << error;
  }
}

TEST_F(ApnsTest, ManyMessagesOfOneMomentShareOneConnection) {
  peer_.set_time(loop_.clock.now());
  ASSERT_EQ(send().outcome, Outcome::sent);
  std::array<std::optional<SendResult>, 300> results;
  for (auto& result : results) loop_.spawn(apns_.send({Secret{device}}, with_alert()), result);
  for (auto& result : results) {
    loop_.wait_for(result);
    EXPECT_EQ(result->outcome, Outcome::sent) << result->error;
  }
  EXPECT_EQ(peer_.requests(), 301);
  EXPECT_LE(peer_.last().at("connections").as_int64(), 4);
}

TEST_F(ApnsTest, AHangOrAnEndlessAnswerHarmsNobodyElseOnTheConnection) {
  ASSERT_EQ(send().outcome, Outcome::sent);
  auto quick = options(peer_);
  quick.timeout = 500ms;
  Apns impatient{client_, quick, loop_.clock};
  peer_.script("send", R"([{"hang":true},{"status":200,"size":10485760}])");
  std::optional<SendResult> late;
  std::optional<SendResult> large;
  std::array<std::optional<SendResult>, 10> others;
  loop_.spawn(impatient.send({Secret{device}}, with_alert()), late);
  loop_.context.restart();
  while (peer_.requests() < 2) loop_.context.run_for(10ms);
  loop_.spawn(apns_.send({Secret{device}}, with_alert()), large);
  while (peer_.requests() < 3) loop_.context.run_for(10ms);
  for (auto& result : others) loop_.spawn(apns_.send({Secret{device}}, with_alert()), result);
  loop_.wait_for(late);
  loop_.wait_for(large);
  EXPECT_EQ(late->outcome, Outcome::temporary);
  EXPECT_EQ(large->outcome, Outcome::temporary);
  for (auto& result : others) {
    loop_.wait_for(result);
    EXPECT_EQ(result->outcome, Outcome::sent) << result->error;
  }
  EXPECT_EQ(send().outcome, Outcome::sent);
}

TEST_F(ApnsTest, NobodyListeningIsTemporary) {
  auto nobody = options(peer_);
  nobody.url = "http://127.0.0.1:1";
  Apns apns{client_, nobody, loop_.clock};
  EXPECT_EQ(loop_.run(apns.send({Secret{device}}, with_alert())).outcome, Outcome::temporary);
}

TEST_F(ApnsTest, WhatCannotBeSentIsRefusedBeforeAnythingIsSent) {
  auto large = with_alert();
  large.payload = std::string(4097, ' ');
  EXPECT_EQ(send(large).outcome, Outcome::permanent);
  for (const auto& token : {std::string{}, std::string{"abc"}, std::string{"../../x/"},
                            std::string{"0g"}, std::string(202, 'a'), device + "?x=1"}) {
    EXPECT_EQ(send(with_alert(), token).outcome, Outcome::permanent) << token;
  }
  EXPECT_EQ(peer_.requests(), 0);
  auto options_with_break = options(peer_);
  options_with_break.topic = "com.example\r\nx: y";
  EXPECT_THROW((Apns{client_, options_with_break, loop_.clock}), std::runtime_error);
}

TEST_F(ApnsTest, Http2IsChosenByAlpnAndTheServerIsTheOneItClaimsToBe) {
  ASSERT_EQ(send().outcome, Outcome::sent);
  EXPECT_EQ(peer_.last().at("alpnProtocol"), "h2");
  Apns unknown_authority{loop_.client, options(peer_), loop_.clock};
  EXPECT_EQ(loop_.run(unknown_authority.send({Secret{device}}, with_alert())).outcome,
            Outcome::temporary);
  EXPECT_EQ(peer_.requests(), 1);
}

TEST_F(ApnsTest, InCleartextHttp2IsSpokenWithPriorKnowledge) {
  const test::PushPeer plain{"apns_server.mjs"};
  Apns apns{client_, options(plain, "http"), loop_.clock};
  plain.set_time(loop_.clock.now());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(loop_.run(apns.send({Secret{device}}, with_alert())).outcome, Outcome::sent);
  std::array<std::optional<SendResult>, 10> results;
  for (auto& result : results) loop_.spawn(apns.send({Secret{device}}, with_alert()), result);
  for (auto& result : results) {
    loop_.wait_for(result);
    EXPECT_EQ(result->outcome, Outcome::sent) << result->error;
  }
  EXPECT_EQ(plain.last().at("alpnProtocol"), "h2c");
}

TEST(ApnsKeyFile, IsAKeyOfP256) {
  const test::TempDir folder;
  EXPECT_THROW(read_apns_key("/nowhere/AuthKey.p8"), std::runtime_error);
  EXPECT_THROW(read_apns_key(folder.write("empty.p8", "").string()), std::runtime_error);
  const auto rsa = (folder.path() / "rsa.p8").string();
  ASSERT_EQ(std::system(("openssl genrsa -out " + rsa + " 2048 2>/dev/null").c_str()), 0);
  EXPECT_THROW(read_apns_key(rsa), std::runtime_error);
}

}  // namespace
}  // namespace gatehouse::push
