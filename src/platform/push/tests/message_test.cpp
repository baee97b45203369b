#include <gatehouse/platform/push/message.hpp>

#include <gtest/gtest.h>

#include "push_peer.hpp"

namespace gatehouse::push {
namespace {

using namespace std::chrono_literals;

std::string payload_of(std::size_t size) {
  return R"({"a":")" + std::string(size - 8, 'x') + "\"}";
}

TEST(Message, IsSentUpToItsBounds) {
  auto message = a_message();
  EXPECT_FALSE(check_message(message));
  message.payload = payload_of(max_payload_bytes);
  ASSERT_EQ(message.payload.size(), 3072U);
  message.ttl = 28 * 24h;
  message.topic = std::string(32, '_');
  message.alert = Alert{.title = std::string(84, 't'), .body = std::string(300, 'b')};
  EXPECT_FALSE(check_message(message));
  EXPECT_FALSE(check_message({.payload = "{}", .ttl = 0s}));
}

TEST(Message, TooMuchPayloadIsRefused) {
  auto message = a_message();
  for (const std::size_t size : {3073, 4097, 1'000'000}) {
    message.payload = payload_of(size);
    EXPECT_EQ(check_message(message), "the payload is too large") << size;
  }
}

TEST(Message, APayloadThatIsNoObjectIsRefused) {
  auto message = a_message();
  for (const auto* payload : {"", "null", "[]", "\"text\"", "{", "{}x", "{},\"aps\":{}",
                              "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "{\"a\":1e999}"}) {
    message.payload = payload;
    EXPECT_EQ(check_message(message), "the payload is no JSON object") << payload;
  }
}

TEST(Message, ATimeOrTopicOutOfBoundsIsRefused) {
  for (const auto ttl : {-1s, 28 * 86400s + 1s}) {
    auto message = a_message();
    message.ttl = ttl;
    EXPECT_TRUE(check_message(message)) << ttl.count();
  }
  for (const auto& topic : {std::string(33, 'a'), std::string{"a b"}, std::string{"a\r\nX: y"},
                            std::string{"a="}, std::string{"é"}}) {
    auto message = a_message();
    message.topic = topic;
    EXPECT_TRUE(check_message(message)) << topic;
  }
}

TEST(Message, AnAlertIsShortText) {
  for (const auto& text :
       {std::string(384, 'x'), std::string{"a\nb"}, std::string{"\xff"}, std::string{"\u202e"}}) {
    auto message = a_message();
    message.alert = Alert{.title = text, .body = "b"};
    EXPECT_TRUE(check_message(message)) << text;
    message.alert = Alert{.title = "t", .body = text};
    EXPECT_TRUE(check_message(message)) << text;
  }
}

}  // namespace
}  // namespace gatehouse::push
