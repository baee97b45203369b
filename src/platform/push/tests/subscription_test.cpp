#include <gatehouse/platform/push/subscription.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>

#include "endpoint.hpp"

namespace gatehouse::push {
namespace {

const std::string endpoint = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV";
const std::string point =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const std::string auth = "BTBZMqHH6r4Tts7J_aSIgg";

std::string json_of(const std::string& url, const std::string& key, const std::string& secret) {
  return fmt::format(
      R"({{"endpoint":"{}","expirationTime":null,"keys":{{"p256dh":"{}","auth":"{}"}}}})", url, key,
      secret);
}

// The pointers of what is wrong, joined; "" when nothing is.
std::string wrong_in(const std::string& text, Endpoints endpoints = Endpoints::internet) {
  const auto result = parse_subscription(text, endpoints);
  if (result) return "";
  if (result.error().code == ErrorCode::malformed_json) return "malformed";
  std::string pointers;
  for (const auto& violation : result.error().violations) pointers += violation.pointer;
  return pointers;
}

TEST(Subscription, IsReadAsBrowsersWriteIt) {
  const auto found = parse_subscription(json_of(endpoint, point, auth));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->endpoint, endpoint);
  EXPECT_EQ(encode_base64url(found->p256dh), point);
  EXPECT_EQ(found->p256dh.size(), 65U);
  EXPECT_EQ(encode_base64url(found->auth.reveal()), auth);
}

TEST(Subscription, EverythingThatIsWrongIsToldAtOnce) {
  EXPECT_EQ(wrong_in("{}"), "/endpoint/keys/p256dh/keys/auth");
  EXPECT_EQ(wrong_in(R"({"endpoint":1,"keys":[]})"), "/endpoint/keys/p256dh/keys/auth");
  EXPECT_EQ(wrong_in(R"({"keys":{"p256dh":{},"auth":null}})"), "/endpoint/keys/p256dh/keys/auth");
}

TEST(Subscription, WhatIsNoJsonObjectOrTooLargeIsMalformed) {
  for (const auto* text : {"", "null", "[]", "{", "{\"endpoint\":\"a\",\"endpoint\":\"b\"}"})
    EXPECT_EQ(wrong_in(text), "malformed") << text;
  EXPECT_EQ(wrong_in(json_of(endpoint, point, auth) + std::string(4096, ' ')), "malformed");
}

TEST(Subscription, AKeyThatIsNoPointOrOfAnotherSizeIsRefused) {
  auto off_the_curve = *decode_base64url(point);
  off_the_curve[40] = static_cast<char>(off_the_curve[40] ^ 1);
  const auto bytes = *decode_base64url(point);
  for (const auto& key :
       {std::string{}, encode_base64url(off_the_curve), encode_base64url(bytes.substr(0, 64)),
        encode_base64url(bytes + 'x'), encode_base64url("\x03" + bytes.substr(1, 32)),
        encode_base64url(std::string(65, '\0')), point + "=", point + "A", "!" + point.substr(1)}) {
    EXPECT_EQ(wrong_in(json_of(endpoint, key, auth)), "/keys/p256dh") << key;
  }
}

TEST(Subscription, AnAuthenticationSecretOfAnotherSizeIsRefused) {
  for (const auto& secret :
       {std::string{}, encode_base64url(std::string(15, 'a')),
        encode_base64url(std::string(17, 'a')), auth + "==", std::string(22, '!')}) {
    EXPECT_EQ(wrong_in(json_of(endpoint, point, secret)), "/keys/auth") << secret;
  }
}

TEST(Subscription, AnEndpointIsAnHttpsUrl) {
  for (const auto& url : {std::string{},
                          std::string{"http://push.example.net/x"},
                          std::string{"HTTP://push.example.net/x"},
                          std::string{"push.example.net/x"},
                          std::string{"//push.example.net/x"},
                          std::string{"/x"},
                          std::string{"file:///etc/passwd"},
                          std::string{"https:///x"},
                          std::string{"https://"},
                          std::string{"https:x"},
                          std::string{"https://user@push.example.net/x"},
                          std::string{"https://user:pw@push.example.net/"},
                          std::string{"https://push.example.net/#x"},
                          std::string{"https://push.example.net:0/"},
                          std::string{"https://push.example.net:65536/"},
                          std::string{"https://push.example.net:x/"},
                          std::string{"https://push.example.net:80:90/"},
                          std::string{"https://[::1]x/"},
                          std::string{"https://push%2eexample.net/"},
                          std::string{"https://[fe80::1%25eth0]/"},
                          std::string{"https://push.example.net/a b"},
                          std::string{"https://push.example.net/\\u000d\\u000aX: y"},
                          std::string{"https://push.example.net/\\u0000"},
                          std::string{"javascript:alert(1)"},
                          "https://push.example.net/" + std::string(2048, 'x')}) {
    EXPECT_EQ(wrong_in(json_of(url, point, auth)), "/endpoint") << url;
  }
}

TEST(Subscription, HttpIsForWhereItIsAllowed) {
  const auto local = json_of("http://127.0.0.1:8080/x", point, auth);
  EXPECT_EQ(wrong_in(local), "/endpoint");
  EXPECT_EQ(wrong_in(local, Endpoints::anywhere), "");
  EXPECT_EQ(wrong_in(json_of("ftp://127.0.0.1/x", point, auth), Endpoints::anywhere), "/endpoint");
}

TEST(Endpoint, ItsOriginIsSchemeHostAndPort) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://push.example.net/a?b", "https://push.example.net"},
      {"HTTPS://Push.Example.NET", "https://push.example.net"},
      {"https://push.example.net:443/", "https://push.example.net"},
      {"https://push.example.net:/", "https://push.example.net"},
      {"https://push.example.net:8443/", "https://push.example.net:8443"},
      {"https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443"},
      {"http://127.0.0.1:80/", "http://127.0.0.1"},
      {"http://127.0.0.1:443/", "http://127.0.0.1:443"}};
  for (const auto& [url, origin] : cases)
    EXPECT_EQ(endpoint_origin(url, Endpoints::anywhere), origin) << url;
}

}  // namespace
}  // namespace gatehouse::push
