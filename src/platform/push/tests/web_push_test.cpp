#include <gatehouse/platform/push/web_push.hpp>

#include <set>

#include <gtest/gtest.h>

#include "push_peer.hpp"

namespace gatehouse::push {
namespace {

using namespace std::chrono_literals;

class WebPushTest : public testing::Test {
 protected:
  WebPushOptions options(Endpoints endpoints = Endpoints::anywhere) const {
    return {.subject = "mailto:operator@shop.example", .endpoints = endpoints, .timeout = 5s};
  }
  WebPushSubscription browser() const {
    return parse_subscription(test::read_file(peer_.file("subscription.json")), Endpoints::anywhere)
        .value();
  }
  SendResult send(const Message& message) { return loop_.run(push_.send(browser(), message)); }
  SendResult send_and_answer(const std::string& answer) {
    peer_.script("send", "[" + answer + "]");
    return send(a_message());
  }

  const test::PushPeer peer_{"web_push_server.mjs"};
  Loop loop_;
  const VapidKey key_ = VapidKey::generate();
  WebPush push_{loop_.client, key_, options(), loop_.clock};
};

TEST_F(WebPushTest, TheBrowserReadsTheMessageOfTheKeyItSubscribedTo) {
  const auto result = send(a_message());
  ASSERT_EQ(result.outcome, Outcome::sent) << result.error << boost::json::serialize(peer_.last());
  const auto request = peer_.request(1);
  EXPECT_EQ(request.at("problems"), boost::json::array{});
  EXPECT_EQ(request.at("text").as_string(), a_message().payload);
  const auto& headers = request.at("headers").as_object();
  EXPECT_EQ(headers.at("ttl"), "90");
  EXPECT_EQ(headers.at("urgency"), "high");
  EXPECT_EQ(headers.at("topic"), "approval-018f");
  const auto& vapid = request.at("vapid").as_object();
  EXPECT_EQ(vapid.at("key").as_string(), key_.application_server_key());
  const auto& claims = vapid.at("claims").as_object();
  EXPECT_EQ(claims.at("sub"), "mailto:operator@shop.example");
  EXPECT_EQ(claims.at("aud").as_string(), peer_.url());
  EXPECT_EQ(claims.at("exp").as_int64(), to_unix_seconds(loop_.clock.now() + 12h));
}

TEST_F(WebPushTest, EveryUrgencyAndTheLargestPayloadArrive) {
  const std::pair<Urgency, const char*> cases[] = {{Urgency::very_low, "very-low"},
                                                   {Urgency::low, "low"},
                                                   {Urgency::normal, "normal"},
                                                   {Urgency::high, "high"}};
  const auto payload = R"({"a":")" + std::string(max_payload_bytes - 8, 'x') + "\"}";
  for (const auto& [urgency, name] : cases) {
    EXPECT_EQ(send({.payload = payload, .ttl = 0s, .urgency = urgency}).outcome, Outcome::sent);
    const auto headers = peer_.last().at("headers").as_object();
    EXPECT_EQ(headers.at("urgency").as_string(), name);
    EXPECT_EQ(headers.at("ttl"), "0");
    EXPECT_FALSE(headers.contains("topic"));
    EXPECT_EQ(peer_.last().at("text").as_string(), payload);
  }
}

TEST_F(WebPushTest, NoTwoMessagesShareKeyOrSalt) {
  std::set<std::string> salts;
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(send(a_message()).outcome, Outcome::sent);
    salts.emplace(peer_.last().at("salt").as_string());
  }
  EXPECT_EQ(salts.size(), 5U);
}

TEST_F(WebPushTest, ItsTokenIsKeptForHoursAndEndsInTime) {
  const auto token = [&] {
    peer_.set_time(loop_.clock.now());
    EXPECT_EQ(send(a_message()).outcome, Outcome::sent);
    return peer_.last().at("headers").as_object().at("authorization").as_string();
  };
  const auto first = token();
  loop_.clock.advance(5h);
  EXPECT_EQ(token(), first);
  loop_.clock.advance(2h);
  EXPECT_NE(token(), first);
  // A clock that was put back: what was signed in its future is not used.
  const auto second = token();
  loop_.clock.advance(-24h);
  EXPECT_NE(token(), second);
}

TEST_F(WebPushTest, AnswersAreToldApart) {
  for (const int status : {200, 201, 202})
    EXPECT_EQ(send_and_answer(fmt::format(R"({{"status":{}}})", status)).outcome, Outcome::sent);
  for (const int status : {404, 410}) {
    const auto result = send_and_answer(fmt::format(R"({{"status":{}}})", status));
    EXPECT_EQ(result.outcome, Outcome::gone) << status;
    EXPECT_EQ(result.error, fmt::format("web push: answered {}", status));
  }
  for (const int status : {408, 429, 500, 502, 503})
    EXPECT_EQ(send_and_answer(fmt::format(R"({{"status":{}}})", status)).outcome,
              Outcome::temporary)
        << status;
  for (const int status : {301, 307, 400, 401, 403, 413})
    EXPECT_EQ(send_and_answer(fmt::format(R"({{"status":{}}})", status)).outcome,
              Outcome::permanent)
        << status;
}

TEST_F(WebPushTest, TheServiceSaysWhenToComeBack) {
  const auto wait = [&](const std::string& header) {
    return send_and_answer(
               fmt::format(R"({{"status":429,"headers":{{"retry-after":"{}"}}}})", header))
        .retry_after;
  };
  EXPECT_EQ(wait("120"), 120s);
  EXPECT_EQ(wait("0"), 0s);
  EXPECT_EQ(wait("99999999"), 24h);
  EXPECT_EQ(wait("99999999999999999999"), std::nullopt);
  EXPECT_EQ(wait("-5"), std::nullopt);
  EXPECT_EQ(wait("soon"), std::nullopt);
  loop_.clock.advance(*parse_rfc3339("2026-01-31T09:00:00Z") - loop_.clock.now());
  peer_.set_time(loop_.clock.now());
  EXPECT_EQ(wait("Sat, 31 Jan 2026 09:02:03 GMT"), 123s);
  EXPECT_EQ(wait("Sat, 31 Jan 2026 08:00:00 GMT"), 0s);
  EXPECT_EQ(send_and_answer(R"({"status":410,"headers":{"retry-after":"5"}})").retry_after,
            std::nullopt);
}

TEST_F(WebPushTest, AServiceThatHangsOrNeverEndsIsTemporary) {
  auto quick = options();
  quick.timeout = 300ms;
  WebPush impatient{loop_.client, key_, quick, loop_.clock};
  peer_.script("send", R"([{"hang":true}])");
  EXPECT_EQ(loop_.run(impatient.send(browser(), a_message())).outcome, Outcome::temporary);
  EXPECT_EQ(send_and_answer(R"({"status":201,"size":10485760})").outcome, Outcome::temporary);
  EXPECT_EQ(send(a_message()).outcome, Outcome::sent);
}

TEST_F(WebPushTest, ErrorsNameNeitherEndpointNorKeys) {
  for (const auto* answer : {R"({"status":400,"body":"e8c1-secret-path"})", R"({"status":410})",
                             R"({"status":503,"size":10485760})"}) {
    const auto error = send_and_answer(answer).error;
    EXPECT_FALSE(error.empty());
    EXPECT_EQ(error.find("secret"), std::string::npos) << error;
    EXPECT_EQ(error.find("127.0.0.1"), std::string::npos) << error;
  }
}

TEST_F(WebPushTest, NothingInsideIsReachedUnlessThatIsAllowed) {
  WebPush strict{loop_.client, key_, options(Endpoints::internet), loop_.clock};
  auto to = browser();
  EXPECT_EQ(loop_.run(strict.send(to, a_message())).outcome, Outcome::permanent);  // http
  for (const auto* host : {"127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254",
                           "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"}) {
    to.endpoint = fmt::format("https://{}:{}/push/e8c1-secret-path", host, peer_.port());
    const auto result = loop_.run(strict.send(to, a_message()));
    EXPECT_EQ(result.outcome, Outcome::permanent) << host;
    EXPECT_NE(result.error.find("public Internet"), std::string::npos) << host << result.error;
  }
  EXPECT_EQ(peer_.requests(), 0);
}

TEST_F(WebPushTest, WhatCannotBeSentIsRefusedBeforeAnythingIsSent) {
  const auto refuses = [&](auto change) {
    auto to = browser();
    auto message = a_message();
    change(to, message);
    return loop_.run(push_.send(to, message)).outcome == Outcome::permanent;
  };
  EXPECT_TRUE(refuses([](auto&, auto& message) { message.payload = std::string(4097, ' '); }));
  EXPECT_TRUE(refuses([](auto&, auto& message) { message.topic = "a\r\nX: y"; }));
  EXPECT_TRUE(refuses([](auto& to, auto&) { to.p256dh.back() ^= 1; }));
  EXPECT_TRUE(refuses([](auto& to, auto&) { to.auth = Secret{"short"}; }));
  EXPECT_TRUE(refuses([](auto& to, auto&) { to.endpoint = "file:///etc/passwd"; }));
  EXPECT_TRUE(refuses([](auto& to, auto&) { to.endpoint += "#"; }));
  EXPECT_TRUE(refuses([](auto& to, auto&) { to.endpoint += "\r\nX: y"; }));
  EXPECT_EQ(peer_.requests(), 0);
}

TEST(VapidKeys, ComeBackFromWhereTheyAreStored) {
  const auto key = VapidKey::generate();
  EXPECT_EQ(key.application_server_key().size(), 87U);
  EXPECT_TRUE(key.application_server_key().starts_with('B'));  // 0x04: an uncompressed point
  const auto again = VapidKey::from_stored(key.stored());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->application_server_key(), key.application_server_key());
  EXPECT_TRUE(key.signing_key().verify("data", again->signing_key().sign("data")));
  EXPECT_NE(VapidKey::generate().application_server_key(), key.application_server_key());
}

TEST(VapidKeys, OnlyAPairOfP256IsOne) {
  const auto without_private =
      boost::json::serialize(VapidKey::generate().signing_key().public_jwk());
  const auto other = crypto::Key::generate(crypto::Algorithm::eddsa).private_jwk();
  EXPECT_FALSE(VapidKey::from_stored(Secret{without_private}));
  EXPECT_FALSE(VapidKey::from_stored(other));
  for (const auto* text : {"", "{}", "[]", "x"}) EXPECT_FALSE(VapidKey::from_stored(Secret{text}));
}

}  // namespace
}  // namespace gatehouse::push
