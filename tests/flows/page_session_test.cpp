// Sessions of pages: the refresh and device tokens travel as cookies, and only pages of this site may use them.
#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

constexpr auto password = "correct horse battery staple 9";
constexpr auto own_page = "Origin: http://localhost\r\nX-Requested-With: gatehouse\r\n";
constexpr auto refresh_cookie = "__Host-gatehouse-refresh";
constexpr auto device_cookie = "__Host-gatehouse-device";

// The whole Set-Cookie line of a cookie; empty when the answer sets none of this name.
std::string set_cookie(const test::Answer& answer, const std::string& name) {
  for (const auto line : split(answer.head, '\n')) {
    const auto at = line.find(name + "=");
    if (line.starts_with("Set-Cookie:") && at != std::string_view::npos)
      return std::string(line.substr(at));
  }
  return {};
}

// "name=value" as a browser sends it back.
std::string cookie(const test::Answer& answer, const std::string& name) {
  const auto line = set_cookie(answer, name);
  return line.substr(0, line.find(';'));
}

// A device of another name is another device, unless its cookie says otherwise.
test::Answer sign_in(const test::Service& service, const std::string& email,
                     const std::string& headers, const std::string& device = "Phone") {
  return service.send("POST", "/v1/sign-ins",
                      R"({"identifier":")" + email + R"(","password":")" + password +
                          R"(","device":{"name":")" + device + "\"}}",
                      {.headers = headers});
}

test::Answer refresh(const test::Service& service, const std::string& headers) {
  return service.send("POST", "/v1/tokens/refresh", "{}", {.headers = headers});
}

std::string with(const std::string& cookies) { return own_page + ("Cookie: " + cookies) + "\r\n"; }

TEST(PageSession, KeepsLongLivedSecretsInCookiesThatScriptsCannotRead) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  const auto page = sign_in(service, "rahim@example.com", own_page);
  ASSERT_EQ(page.status, 200);
  EXPECT_FALSE(page.text("/tokens/access_token").empty());
  EXPECT_FALSE(page.body.at("tokens").as_object().contains("refresh_token"));
  EXPECT_FALSE(page.body.as_object().contains("device_token"));
  for (const auto* name : {refresh_cookie, device_cookie}) {
    const auto line = set_cookie(page, name);
    for (const auto* attribute : {"Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age="}) {
      EXPECT_NE(line.find(attribute), std::string::npos) << name << " lacks " << attribute;
    }
  }
  const auto app = sign_in(service, "rahim@example.com", "");
  EXPECT_FALSE(app.text("/tokens/refresh_token").empty());
  EXPECT_FALSE(app.text("/device_token").empty());
  EXPECT_EQ(app.head.find("Set-Cookie"), std::string::npos);
}

TEST(PageSession, BeginsWithTheRegistrationToo) {
  test::Service service;
  const auto started =
      service.post("/v1/registrations",
                   R"({"email":"rahim@example.com","password":")" + std::string(password) + "\"}");
  const auto code = std::string(service.message_to("rahim@example.com").at("code").as_string());
  const auto page = service.send("POST", "/v1/registrations/" + started.text("/id") + "/verify",
                                 R"({"code":")" + code + "\"}", {.headers = own_page});
  ASSERT_EQ(page.status, 201);
  EXPECT_FALSE(page.body.at("tokens").as_object().contains("refresh_token"));
  EXPECT_EQ(refresh(service, with(cookie(page, refresh_cookie))).status, 200);
}

TEST(PageSession, IsRefreshedByItsCookieWhichRotates) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  const auto page = sign_in(service, "rahim@example.com", own_page);
  const auto renewed = refresh(service, with(cookie(page, refresh_cookie)));
  ASSERT_EQ(renewed.status, 200);
  EXPECT_FALSE(renewed.body.as_object().contains("refresh_token"));
  EXPECT_EQ(service.get("/v1/me", renewed.text("/access_token")).status, 200);
  EXPECT_NE(cookie(renewed, refresh_cookie), cookie(page, refresh_cookie));
  EXPECT_EQ(refresh(service, with(cookie(renewed, refresh_cookie))).status, 200);
}

TEST(PageSession, IsNotRefreshedForOtherSites) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  const auto held =
      "Cookie: " + cookie(sign_in(service, "rahim@example.com", own_page), refresh_cookie) + "\r\n";
  EXPECT_EQ(refresh(service, held).code(), "csrf_refused");
  EXPECT_EQ(refresh(service, held + "X-Requested-With: gatehouse\r\n").code(), "csrf_refused");
  EXPECT_EQ(refresh(service, held + "Origin: http://localhost\r\n").code(), "csrf_refused");
  EXPECT_EQ(refresh(service, held + "Origin: http://evil.example\r\n"
                                    "X-Requested-With: gatehouse\r\n")
                .code(),
            "csrf_refused");
  EXPECT_EQ(refresh(service, held + own_page).status, 200) << "none of these used the token up";
}

TEST(PageSession, WithoutATokenIsToldWhichWay) {
  test::Service service;
  EXPECT_EQ(refresh(service, "").code(), "validation_failed");
  EXPECT_EQ(refresh(service, own_page).code(), "invalid_refresh_token");
  const auto planted = refresh(service, with(std::string(refresh_cookie) + "=nonsense"));
  EXPECT_EQ(planted.code(), "invalid_refresh_token");
  EXPECT_NE(set_cookie(planted, refresh_cookie).find("Max-Age=0"), std::string::npos);
}

TEST(PageSession, IsForgottenBySigningOut) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  const auto page = sign_in(service, "rahim@example.com", own_page);
  const auto out = service.send("POST", "/v1/sign-out", "",
                                {.token = page.text("/tokens/access_token"), .headers = own_page});
  EXPECT_EQ(out.status, 204);
  EXPECT_NE(set_cookie(out, refresh_cookie).find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(set_cookie(out, device_cookie), "") << "the device stays known";
  EXPECT_EQ(refresh(service, with(cookie(page, refresh_cookie))).code(), "invalid_refresh_token");
}

TEST(PageSession, KnowsItsDeviceAgainByItsCookieButNotThatOfAnotherAccount) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.sign_up("karim@example.com", password);
  const auto first = sign_in(service, "rahim@example.com", own_page);
  const auto known = with(cookie(first, device_cookie));
  const auto again = sign_in(service, "rahim@example.com", known, "Renamed");
  EXPECT_EQ(again.text("/session/device_id"), first.text("/session/device_id"));
  const auto stranger = sign_in(service, "rahim@example.com", own_page, "Renamed");
  EXPECT_NE(stranger.text("/session/device_id"), first.text("/session/device_id"));
  const auto other = sign_in(service, "karim@example.com", known);
  EXPECT_EQ(other.status, 200);
  EXPECT_NE(other.text("/session/device_id"), first.text("/session/device_id"));
}

}  // namespace
}  // namespace gatehouse
