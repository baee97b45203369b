#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

std::string access(const test::Answer& signed_in) { return signed_in.text("/tokens/access_token"); }

// True when the token is refused on every worker within a second.
bool is_refused_soon(const test::Service& service, const std::string& token) {
  for (int i = 0; i < 100; ++i) {
    bool refused = true;
    for (int k = 0; k < 8; ++k) refused &= service.get("/v1/me", token).status == 401;
    if (refused) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

TEST(Sessions, AreListedWithThePresentOneMarkedAndEndAtOnce) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  const auto two = service.sign_in("rahim@example.com", password);
  const auto list = service.get("/v1/me/sessions", access(two));
  ASSERT_EQ(list.body.at("items").as_array().size(), 2U);
  int current = 0;
  for (const auto& item : list.body.at("items").as_array()) {
    if (!item.at("is_current").as_bool()) continue;
    ++current;
    EXPECT_EQ(item.at("id").as_string(), two.text("/session/id"));
  }
  EXPECT_EQ(current, 1);
  EXPECT_EQ(service.send("DELETE", "/v1/me/sessions/" + one.text("/session/id"), "", {access(two)})
                .status,
            204);
  EXPECT_TRUE(is_refused_soon(service, access(one)));
  EXPECT_EQ(service.get("/v1/me", access(two)).status, 200);
}

TEST(Sessions, EndAllOthers) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  const auto two = service.sign_in("rahim@example.com", password);
  EXPECT_EQ(service.send("DELETE", "/v1/me/sessions", "", {access(two)}).status, 204);
  EXPECT_TRUE(is_refused_soon(service, access(one)));
  EXPECT_EQ(service.get("/v1/me/sessions", access(two)).body.at("items").as_array().size(), 1U);
}

TEST(Sessions, AndDevicesOfOthersAreNotThere) {
  test::Service service;
  const auto rahim = service.sign_up("rahim@example.com", password);
  const auto karim = service.sign_up("karim@example.com", password);
  const auto token = access(karim);
  EXPECT_EQ(
      service.send("DELETE", "/v1/me/sessions/" + rahim.text("/session/id"), "", {token}).status,
      404);
  const auto device = "/v1/me/devices/" + rahim.text("/session/device_id");
  EXPECT_EQ(service.send("DELETE", device, "", {token}).status, 404);
  EXPECT_EQ(service.send("PATCH", device, R"({"name":"mine"})", {token}).status, 404);
  EXPECT_EQ(service.get("/v1/me", access(rahim)).status, 200);
}

TEST(Devices, AreRenamedTrustedAndForgottenWithTheirSessions) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  const auto body = R"({"identifier":"rahim@example.com","password":")" + std::string(password) +
                    R"(","device":{"name":"Tablet","fingerprint":"f1"}})";
  const auto two = service.post("/v1/sign-ins", body);
  const auto device = "/v1/me/devices/" + two.text("/session/device_id");
  const auto renamed = service.send("PATCH", device, R"({"name":"Old tablet"})", {access(one)});
  EXPECT_EQ(renamed.text("/device_name"), "Old tablet");
  EXPECT_FALSE(renamed.body.at("is_current").as_bool());
  const auto trusted = service.send("PATCH", device, R"({"trusted":true})", {access(two)});
  EXPECT_EQ(trusted.text("/device_name"), "Old tablet");
  EXPECT_TRUE(trusted.body.at("is_trusted").as_bool());
  EXPECT_TRUE(trusted.body.at("is_current").as_bool());
  EXPECT_EQ(service.send("DELETE", device, "", {access(one)}).status, 204);
  EXPECT_TRUE(is_refused_soon(service, access(two)));
  EXPECT_EQ(service.get("/v1/me/devices", access(one)).body.at("items").as_array().size(), 1U);
}

TEST(Devices, AreRecognisedByTheirToken) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  const auto body = R"({"identifier":"rahim@example.com","password":")" + std::string(password) +
                    R"(","device":{"name":"changed"},"device_token":")" +
                    one.text("/device_token") + "\"}";
  const auto two = service.post("/v1/sign-ins", body);
  EXPECT_EQ(two.text("/session/device_id"), one.text("/session/device_id"));
}

TEST(Password, ChangeNeedsThePresentOneAndEndsOtherSessions) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  const auto two = service.sign_in("rahim@example.com", password);
  const auto change = [&](const std::string& present, const std::string& next) {
    return service.post(
        "/v1/me/password",
        R"({"current_password":")" + present + R"(","new_password":")" + next + "\"}", access(two));
  };
  EXPECT_EQ(change("not the password at all", "seven green bicycles dance 4").code(),
            "invalid_credentials");
  EXPECT_EQ(change(password, password).code(), "password_reused");
  EXPECT_EQ(change(password, "short").status, 422);
  EXPECT_EQ(change(password, "seven green bicycles dance 4").status, 204);
  EXPECT_TRUE(is_refused_soon(service, access(one)));
  EXPECT_EQ(service.get("/v1/me", access(two)).status, 200);
  EXPECT_EQ(service.sign_in("rahim@example.com", password).status, 401);
  EXPECT_EQ(service.sign_in("rahim@example.com", "seven green bicycles dance 4").status, 200);
  EXPECT_EQ(
      service.database.value("SELECT count(*) FROM deliveries WHERE message = 'password_changed'"),
      "1");
}

TEST(Account, ShowsAndChangesWhatIsNotAboutSecurity) {
  test::Service service;
  const auto token = access(service.sign_up("rahim@example.com", password));
  const auto changed =
      service.send("PATCH", "/v1/me",
                   R"({"display_name":"রহিম","locale":"bn-BD","time_zone":"Asia/Dhaka"})", {token});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(service.get("/v1/me", token).text("/display_name"), "রহিম");
  EXPECT_EQ(service.send("PATCH", "/v1/me", R"({"email":"x@example.com"})", {token}).status, 422);
  EXPECT_EQ(service.database.value(
                "SELECT new_values->>'locale' FROM audit_trails WHERE action = 'account.updated'"),
            "bn-BD");
}

TEST(History, IsPaged) {
  test::Service service;
  const auto token = access(service.sign_up("rahim@example.com", password));
  for (int i = 0; i < 4; ++i) {
    service.clock.advance(1s);
    service.sign_in("rahim@example.com", password);
  }
  std::string path = "/v1/me/sign-in-history?limit=2";
  int seen = 0;
  for (int page = 0; page < 3; ++page) {
    const auto answer = service.get(path, token);
    seen += static_cast<int>(answer.body.at("items").as_array().size());
    if (page < 2) path = "/v1/me/sign-in-history?limit=2&cursor=" + answer.text("/next_cursor");
    if (page == 2) EXPECT_FALSE(answer.body.as_object().contains("next_cursor"));
  }
  EXPECT_EQ(seen, 5);
  EXPECT_EQ(service.get("/v1/me/security-events?limit=0", token).status, 422);
  EXPECT_EQ(service.get("/v1/me/security-events?cursor=x", token).status, 422);
}

TEST(Password, TellsWhenItWasChanged) {
  test::Service service;
  const auto token = access(service.sign_up("rahim@example.com", password));
  const auto first = service.get("/v1/me/password", token);
  EXPECT_EQ(first.text("/changed_at"), format_rfc3339(service.clock.now()));
  service.clock.advance(5min);
  const auto changed = service.post("/v1/me/password",
                                    R"({"current_password":")" + std::string(password) +
                                        R"(","new_password":"an entirely other sentence 7"})",
                                    token);
  EXPECT_EQ(changed.status, 204);
  EXPECT_EQ(service.get("/v1/me/password", token).text("/changed_at"),
            format_rfc3339(service.clock.now()));
}

TEST(History, IsFilteredBySeverityAndOutcome) {
  test::Service service;
  const auto token = access(service.sign_up("rahim@example.com", password));
  service.sign_in("rahim@example.com", "not the password at all");
  const auto count = [&](const std::string& path) {
    return service.get(path, token).body.at("items").as_array().size();
  };
  EXPECT_EQ(count("/v1/me/sign-in-history"), 2U);
  EXPECT_EQ(count("/v1/me/sign-in-history?is_successful=true"), 1U);
  EXPECT_EQ(count("/v1/me/sign-in-history?is_successful=false"), 1U);
  const auto notable = service.get("/v1/me/security-events?min_severity=medium", token);
  ASSERT_EQ(notable.body.at("items").as_array().size(), 1U);
  EXPECT_EQ(notable.text("/items/0/event_type"), "sign_in.failed");
  EXPECT_GT(count("/v1/me/security-events?min_severity=low"), 1U);
  EXPECT_EQ(count("/v1/me/security-events?min_severity=critical"), 0U);
}

}  // namespace
}  // namespace gatehouse
