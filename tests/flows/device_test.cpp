// Devices that come without their token: recognised by what they are, or announced as new.
#include <set>

#include <gtest/gtest.h>

#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

// `device`: the members of the claim, as JSON.
test::Answer sign_in_on(const test::Service& service, const std::string& device,
                        const test::Extras& extras = {},
                        const std::string& email = "rahim@example.com") {
  return service.send("POST", "/v1/sign-ins",
                      R"({"identifier":")" + email + R"(","password":")" + password +
                          R"(","device":{)" + device + "}}",
                      extras);
}

std::string device_of(const test::Answer& signed_in) {
  return signed_in.text("/session/device_id");
}

std::string announcements(const test::Service& service) {
  return *service.database.value("SELECT count(*) FROM deliveries WHERE message = 'new_device'");
}

TEST(Device, IsRecognisedByItsFingerprintWithoutItsToken) {
  test::Service service;
  const auto first = service.sign_up("rahim@example.com", password);
  EXPECT_EQ(announcements(service), "0") << "the device of the registration is no news";
  const auto phone =
      sign_in_on(service, R"("name":"Phone","platform":"android","fingerprint":"f1")");
  EXPECT_NE(device_of(phone), device_of(first));
  EXPECT_EQ(announcements(service), "1");
  const auto mail = service.message_to("rahim@example.com", 2);
  EXPECT_TRUE(mail.at("text").as_string().find("Phone") != std::string::npos);

  // Years later: another version, another name, another network.
  service.clock.advance(std::chrono::days{20});
  const auto again =
      sign_in_on(service, R"("name":"My phone","platform":"android","fingerprint":"f1")",
                 {.from = "203.0.113.77", .user_agent = "Mozilla/5.0 (Android 19) Firefox/233"});
  EXPECT_EQ(device_of(again), device_of(phone));
  EXPECT_EQ(announcements(service), "1");
  const auto devices = service.get("/v1/me/devices", again.text("/tokens/access_token"));
  ASSERT_EQ(devices.body.at("items").as_array().size(), 2U);
  EXPECT_EQ(devices.text("/items/0/id"), device_of(phone)) << "most recently seen first";
  EXPECT_EQ(devices.text("/items/0/ip_address"), "203.0.113.77");
  EXPECT_EQ(devices.text("/items/0/device_name"), "Phone") << "a name is changed by its owner";
}

TEST(Device, WithOtherTraitsIsNewAndAnnounced) {
  test::Service service;
  const auto first = service.sign_up("rahim@example.com", password);
  const auto phone =
      sign_in_on(service, R"("name":"Phone","platform":"android","fingerprint":"f1")");
  std::set known{device_of(first), device_of(phone)};
  const std::vector<std::string> others{
      R"("name":"Phone","platform":"android","fingerprint":"f2")",
      R"("name":"Phone","platform":"android","fingerprint":"F1")",
      R"("name":"Phone","platform":"ios","fingerprint":"f1")",
      R"("name":"Phone","platform":"android")",
      // What one part ends with must not pass for what the next one begins with.
      R"("name":"Phone","platform":"androidf","fingerprint":"1")",
      R"("name":"Phone","fingerprint":"androidf1")"};
  for (const auto& other : others) {
    EXPECT_TRUE(known.insert(device_of(sign_in_on(service, other))).second) << other;
    EXPECT_EQ(announcements(service), std::to_string(known.size() - 1)) << other;
  }
}

TEST(Device, WithoutAFingerprintIsKnownByAllThatItSends) {
  test::Service service;
  const auto first = service.sign_up("rahim@example.com", password);
  EXPECT_EQ(device_of(service.sign_in("rahim@example.com", password)), device_of(first));
  EXPECT_EQ(device_of(sign_in_on(service, "", {.from = "203.0.113.77"})), device_of(first));
  EXPECT_EQ(announcements(service), "0");
  EXPECT_NE(device_of(sign_in_on(service, "", {.user_agent = "another"})), device_of(first));
  EXPECT_NE(device_of(sign_in_on(service, R"("name":"Kitchen")")), device_of(first));
  EXPECT_EQ(announcements(service), "2");
}

TEST(Device, IsItsAccountsOwnAndForgottenForGood) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.sign_up("karim@example.com", password);
  const auto shared = R"("name":"Shop","fingerprint":"counter-7")";
  const auto rahims = sign_in_on(service, shared);
  const auto karims = sign_in_on(service, shared, {}, "karim@example.com");
  EXPECT_NE(device_of(rahims), device_of(karims)) << "accounts are not linked by their devices";
  EXPECT_EQ(announcements(service), "2");
  EXPECT_EQ(service
                .send("DELETE", "/v1/me/devices/" + device_of(rahims), "",
                      {.token = rahims.text("/tokens/access_token")})
                .status,
            204);
  EXPECT_NE(device_of(sign_in_on(service, shared)), device_of(rahims));
  EXPECT_EQ(announcements(service), "3");
}

}  // namespace
}  // namespace gatehouse
