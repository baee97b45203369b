#include "encryption.hpp"

#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/push/message.hpp>

namespace gatehouse::push {
namespace {

std::string from(std::string_view text) { return decode_base64url(text).value(); }

// RFC 8291 appendix A.
const auto sender = *crypto::AgreementKey::from_raw(
    Secret{from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")},
    from(
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"));
const std::string salt = from("DGv6ra1nlYgDCS1FRnbzlw");

WebPushSubscription browser() {
  return {.endpoint = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
          .p256dh = from("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZ"
                         "GH6SRpkNtoIAiw4"),
          .auth = Secret{from("BTBZMqHH6r4Tts7J_aSIgg")}};
}

TEST(Encryption, GivesTheMessageOfRfc8291) {
  const auto body = encrypt(browser(), "When I grow up, I want to be a watermelon", sender, salt);
  ASSERT_TRUE(body);
  EXPECT_EQ(encode_base64url(*body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocIn"
            "mYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNW"
            "QexSgSxsj_Qulcy4a-fN");
}

TEST(Encryption, TheLargestMessageFitsWhatPushServicesMustTake) {
  const auto body = encrypt(browser(), std::string(max_payload_bytes, 'x'), sender, salt);
  ASSERT_TRUE(body);
  EXPECT_LE(body->size(), 4096U);  // RFC 8030 section 7.2
}

TEST(Encryption, ForKeysThatAreNoneThereIsNoMessage) {
  const auto refuses = [](auto change) {
    auto to = browser();
    change(to);
    return !encrypt(to, "{}", sender, salt);
  };
  EXPECT_TRUE(refuses([](auto& to) { to.auth = Secret{std::string(15, 'a')}; }));
  EXPECT_TRUE(refuses([](auto& to) { to.auth = Secret{std::string(17, 'a')}; }));
  EXPECT_TRUE(refuses([](auto& to) { to.auth = Secret{}; }));
  EXPECT_TRUE(refuses([](auto& to) { to.p256dh.pop_back(); }));
  EXPECT_TRUE(refuses([](auto& to) { to.p256dh.back() ^= 1; }));
  EXPECT_TRUE(refuses([](auto& to) { to.p256dh.clear(); }));
}

}  // namespace
}  // namespace gatehouse::push
