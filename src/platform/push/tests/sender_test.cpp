#include <gatehouse/platform/push/sender.hpp>

#include <gtest/gtest.h>

#include "push_peer.hpp"

namespace gatehouse::push {
namespace {

const std::string device(64, 'a');

TEST(Sender, WhatIsNotConfiguredIsPermanent) {
  Loop loop;
  Sender sender{Providers{}};
  const std::pair<Target, const char*> cases[] = {
      {WebPushSubscription{}, "web push: not configured"},
      {FcmToken{Secret{"device"}}, "fcm: not configured"},
      {ApnsToken{Secret{device}}, "apns: not configured"}};
  for (const auto& [target, error] : cases) {
    const auto result = loop.run(sender.send(target, a_message()));
    EXPECT_EQ(result.outcome, Outcome::permanent);
    EXPECT_EQ(result.error, error);
  }
}

TEST(Sender, EachTargetGoesToItsService) {
  const test::PushPeer browsers{"web_push_server.mjs"};
  const test::PushPeer firebase{"fcm_server.mjs"};
  const test::PushPeer apple{"apns_server.mjs"};
  Loop loop;
  Sender sender{Providers{
      .web_push = std::make_unique<WebPush>(
          loop.client, VapidKey::generate(),
          WebPushOptions{.subject = "mailto:a@shop.example", .endpoints = Endpoints::anywhere},
          loop.clock),
      .fcm = std::make_unique<Fcm>(loop.client,
                                   read_service_account(firebase.file("service_account.json")),
                                   FcmOptions{.url = firebase.url()}, loop.clock),
      .apns = std::make_unique<Apns>(loop.client,
                                     ApnsOptions{.url = apple.url(),
                                                 .key = read_apns_key(apple.file("AuthKey.p8")),
                                                 .key_id = "ABC123DEFG",
                                                 .team_id = "DEF123GHIJ",
                                                 .topic = "com.example.shop"},
                                     loop.clock)}};
  const auto browser =
      parse_subscription(test::read_file(browsers.file("subscription.json")), Endpoints::anywhere)
          .value();
  for (const Target& target :
       {Target{browser}, Target{FcmToken{Secret{"device"}}}, Target{ApnsToken{Secret{device}}}}) {
    const auto result = loop.run(sender.send(target, a_message()));
    EXPECT_EQ(result.outcome, Outcome::sent) << result.error;
  }
  EXPECT_EQ(browsers.requests(), 1);
  EXPECT_EQ(firebase.requests(), 2);
  EXPECT_EQ(apple.requests(), 1);
}

}  // namespace
}  // namespace gatehouse::push
