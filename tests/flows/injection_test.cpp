// What PostgreSQL would take for a quote, a comment, a parameter or a pattern comes back as it was sent, or is refused
// clearly; wherever a request has room for text.
#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr auto password = "correct horse battery staple 9";
constexpr auto email = "rahim@example.com";

const std::vector<std::string> texts{"'",
                                     "''",
                                     "\"",
                                     "\\",
                                     "\\'",
                                     "\\\\''",
                                     "'; DROP TABLE accounts; --",
                                     "'); DELETE FROM accounts; --",
                                     "' OR '1'='1",
                                     "' UNION SELECT hash FROM passwords --",
                                     "'||pg_sleep(5)||'",
                                     "$1",
                                     "$1$2",
                                     "$$; SELECT 1; $$",
                                     "$tag$x$tag$",
                                     "E'\\047'",
                                     "U&'\\0027'",
                                     "\\x27",
                                     "\\u0027",
                                     "%",
                                     "_",
                                     "%s%n%27",
                                     "{a,b}",
                                     "{\"a\",NULL}",
                                     "NULL",
                                     "/* x */ -- y",
                                     "x;y",
                                     "::text",
                                     ":name ?",
                                     "(SELECT 1)",
                                     "`id`",
                                     "{{brand}} {{{code}}} {{#a}}",
                                     "<script>'\"&amp;</script>",
                                     "ʼ ＇ ’ ‘ ″",
                                     "রহিম' OR ''='",
                                     "😀'; --"};

// As many accounts, tables and passwords as there have to be.
void expect_whole(const test::Service& service, int accounts) {
  EXPECT_EQ(service.database.value("SELECT count(*) FROM accounts"), std::to_string(accounts));
  EXPECT_EQ(service.database.value("SELECT count(*) FROM passwords"), std::to_string(accounts));
  EXPECT_NE(service.database.value("SELECT to_regclass('security_events')"), std::nullopt);
}

void expect_refused(const test::Answer& answer, const std::string& what) {
  EXPECT_EQ(answer.status, 422) << what << answer.content;
  EXPECT_EQ(answer.code(), "validation_failed") << what;
}

std::string percent_encoded(const std::string& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) out += {'%', digits[c >> 4], digits[c & 15]};
  return out;
}

// Each text begins a registration of its own.
test::Answer sign_up(const test::Service& service, json::object body, int number) {
  const std::string from = "198.51." + std::to_string(number) + ".7";
  const auto address = std::string(body.at("email").as_string());
  const auto started =
      service.send("POST", "/v1/registrations", json::serialize(body), {.from = from});
  EXPECT_EQ(started.status, 202) << json::serialize(body) << started.content;
  if (started.status != 202) return started;
  const auto code = service.message_to(percent_encoded(address)).at("code").as_string();
  return service.send("POST", "/v1/registrations/" + started.text("/id") + "/verify",
                      json::serialize(json::object{{"code", code}}), {.from = from});
}

TEST(Injection, OfADisplayNameAtRegistrationIsAName) {
  test::Service service;
  int made = 0;
  for (const auto& text : texts) {
    const auto address = "p" + std::to_string(made) + "@example.com";
    const auto done = sign_up(
        service, {{"email", address}, {"password", password}, {"display_name", text}}, made);
    ASSERT_EQ(done.status, 201) << text << done.content;
    ++made;
    EXPECT_EQ(done.text("/account/display_name"), text);
    EXPECT_EQ(service.get("/v1/me", done.text("/tokens/access_token")).text("/display_name"), text);
  }
  expect_whole(service, made);
}

TEST(Injection, OfAnAddressIsAnAddressOrNone) {
  test::Service service;
  int made = 0;
  for (const std::string address :
       {"o'brien@example.com", "a'--@example.com", "x'||'y@example.com", "$1@example.com",
        "a%_b@example.com", "{a|b}@example.com", "a`b`@example.com"}) {
    const auto done = sign_up(service, {{"email", address}, {"password", password}}, made++);
    ASSERT_EQ(done.status, 201) << address << done.content;
    EXPECT_EQ(done.text("/account/email"), address);
    const auto back = service.sign_in(address, password);
    EXPECT_EQ(back.status, 200) << address;
    EXPECT_EQ(back.text("/account/id"), done.text("/account/id")) << "and nobody else's";
  }
  for (const auto& text : texts) {
    service.clock.advance(10s);
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"email", "\"" + text + "\"@example.com"},
                                            {"email", text},
                                            {"phone", text},
                                            {"phone", "+8801712345678" + text}}) {
      json::object body{{"password", password}};
      body[name] = value;
      expect_refused(service.post("/v1/registrations", json::serialize(body)), value);
    }
  }
  expect_whole(service, made);
}

TEST(Injection, OfALocaleATimeZoneOrAConsentIsRefused) {
  test::Service service;
  for (const auto& text : texts) {
    service.clock.advance(10s);
    for (const auto* name : {"locale", "time_zone", "account_type"}) {
      json::object body{{"email", email}, {"password", password}};
      body[name] = text;
      expect_refused(service.post("/v1/registrations", json::serialize(body)), text);
    }
    const json::object consents{{text, true}};
    expect_refused(
        service.post("/v1/registrations",
                     json::serialize(json::object{
                         {"email", email}, {"password", password}, {"consents", consents}})),
        text);
  }
  expect_whole(service, 0);
}

TEST(Injection, OfAPasswordIsThePassword) {
  test::Service service;
  int made = 0;
  for (const auto& text : texts) {
    const auto address = "p" + std::to_string(made) + "@example.com";
    const auto secret = text + " seven purple lanterns drift";
    ASSERT_EQ(sign_up(service, {{"email", address}, {"password", secret}}, made++).status, 201);
    const auto sign_in = [&](const std::string& tried) {
      return service.post("/v1/sign-ins", json::serialize(json::object{{"identifier", address},
                                                                       {"password", tried}}));
    };
    EXPECT_EQ(sign_in(secret).status, 200) << text;
    EXPECT_EQ(sign_in(secret + "'").code(), "invalid_credentials") << text;
    EXPECT_EQ(sign_in(" seven purple lanterns drift").code(), "invalid_credentials") << text;
  }
  expect_whole(service, made);
}

TEST(Injection, OfASignInNameNamesNobody) {
  test::Service service;
  ASSERT_EQ(service.sign_up(email, password).status, 201);
  for (const auto& text : texts) {
    for (const auto& name : {text, email + text, text + email, "rahim" + text}) {
      const auto answer =
          service.post("/v1/sign-ins",
                       json::serialize(json::object{{"identifier", name}, {"password", password}}));
      EXPECT_EQ(answer.status, 401) << name << answer.content;
      EXPECT_EQ(answer.code(), "invalid_credentials") << name;
    }
  }
  EXPECT_EQ(service.sign_in(email, password).status, 200);
  expect_whole(service, 1);
}

TEST(Injection, OfADeviceIsItsNamePlatformAndFingerprint) {
  test::Service service;
  service.sign_up(email, password);
  for (const auto& text : texts) {
    const auto signed_in =
        service.post("/v1/sign-ins",
                     json::serialize(json::object{
                         {"identifier", email},
                         {"password", password},
                         {"device", {{"name", text}, {"platform", text}, {"fingerprint", text}}}}));
    ASSERT_EQ(signed_in.status, 200) << text << signed_in.content;
    const auto token = signed_in.text("/tokens/access_token");
    const auto id = signed_in.text("/session/device_id");
    const auto device = [&] {
      const auto list = service.get("/v1/me/devices", token);
      for (const auto& item : list.body.at("items").as_array()) {
        if (item.at("id").as_string() == id) return item;
      }
      return json::value{};
    };
    EXPECT_EQ(device().at("device_name").as_string(), text);
    EXPECT_EQ(device().at("platform").as_string(), text);
    const auto renamed =
        service.send("PATCH", "/v1/me/devices/" + id,
                     json::serialize(json::object{{"name", "my " + text}}), {token});
    EXPECT_EQ(renamed.status, 200) << text << renamed.content;
    EXPECT_EQ(device().at("device_name").as_string(), "my " + text);
    // Who sends the same is recognised; who sends a pattern of it is not.
    const auto again = service.post(
        "/v1/sign-ins",
        json::serialize(json::object{{"identifier", email},
                                     {"password", password},
                                     {"device", {{"platform", text}, {"fingerprint", text}}}}));
    EXPECT_EQ(again.text("/session/device_id"), id) << text;
  }
  EXPECT_EQ(service.database.value("SELECT count(*) FROM trusted_devices"),
            std::to_string(texts.size() + 1));
  expect_whole(service, 1);
}

TEST(Injection, OfAUserAgentIsAUserAgent) {
  test::Service service;
  service.sign_up(email, password);
  const auto body = json::serialize(json::object{{"identifier", email}, {"password", password}});
  for (const auto& text : texts) {
    service.clock.advance(1s);  // the newest is the first of a list
    const auto signed_in = service.send("POST", "/v1/sign-ins", body, {.user_agent = text});
    ASSERT_EQ(signed_in.status, 200) << text << signed_in.content;
    const auto token = signed_in.text("/tokens/access_token");
    const auto sessions = service.get("/v1/me/sessions", token);
    const auto& present = sessions.body.at("items").as_array().front();
    ASSERT_TRUE(present.at("is_current").as_bool());
    const bool is_ascii = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
    EXPECT_EQ(present.at("user_agent").as_string(), is_ascii ? text : "")
        << "text that is none of HTTP's is left out";
    const auto history = service.get("/v1/me/sign-in-history?limit=1", token);
    EXPECT_EQ(history.body.at("items").as_array().front().at("user_agent").as_string(),
              is_ascii ? text : "");
  }
  expect_whole(service, 1);
}

TEST(Injection, OfAProfileIsTheNameOrRefused) {
  test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  for (const auto& text : texts) {
    service.clock.advance(1s);
    const auto changed = service.send(
        "PATCH", "/v1/me", json::serialize(json::object{{"display_name", text}}), {token});
    EXPECT_EQ(changed.status, 200) << text << changed.content;
    EXPECT_EQ(service.get("/v1/me", token).text("/display_name"), text);
    for (const auto* name : {"locale", "time_zone"}) {
      expect_refused(
          service.send("PATCH", "/v1/me", json::serialize(json::object{{name, text}}), {token}),
          text);
    }
    expect_refused(
        service.send("PATCH", "/v1/me", json::serialize(json::object{{text, "x"}}), {token}), text);
  }
  EXPECT_EQ(service.database.value("SELECT new_values->>'display_name' FROM audit_trails WHERE "
                                   "action = 'account.updated' ORDER BY id DESC"),
            texts.back())
      << "in the journal too";
  expect_whole(service, 1);
}

TEST(Injection, OfCharactersThatNoTextHasIsRefused) {
  test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  for (const std::string body : {R"({"display_name":"a\u0000b"})", R"({"display_name":"a\nb"})",
                                 R"({"display_name":"\u202e"})", R"({"display_name":"\ud800"})",
                                 "{\"display_name\":\"\xc0\xa7\"}", "{\"display_name\":\"\xbf'\"}",
                                 "{\"display_name\":\"\xf8\x27\"}"}) {
    const auto answer = service.send("PATCH", "/v1/me", body, {token});
    EXPECT_TRUE(answer.status == 422 || answer.status == 400) << body << answer.content;
  }
  EXPECT_FALSE(service.get("/v1/me", token).body.as_object().contains("display_name"));
}

TEST(Injection, OfAnIdInAPathFindsNothing) {
  test::Service service;
  const auto signed_up = service.sign_up(email, password);
  const auto token = signed_up.text("/tokens/access_token");
  const auto session = signed_up.text("/session/id");
  const auto device = signed_up.text("/session/device_id");
  for (const auto& text : texts) {
    for (const auto& id :
         {percent_encoded(text), session + percent_encoded(text), "sess_" + percent_encoded(text),
          percent_encoded("' OR id IS NOT NULL --")}) {
      service.clock.advance(5s);
      for (const auto& [method, path] :
           std::vector<std::pair<std::string, std::string>>{{"DELETE", "/v1/me/sessions/"},
                                                            {"DELETE", "/v1/me/devices/"},
                                                            {"PATCH", "/v1/me/devices/"}}) {
        const auto answer =
            service.send(method, path + id, method == "PATCH" ? R"({"name":"x"})" : "", {token});
        EXPECT_TRUE(answer.status == 404 || answer.status == 422) << path << id << answer.content;
      }
      for (const auto* step : {"/verify", "/resend"}) {
        const auto answer =
            service.post("/v1/registrations/" + id + step,
                         step == std::string("/verify") ? R"({"code":"000000"})" : "{}");
        EXPECT_TRUE(answer.status == 404 || answer.status == 422) << id << answer.content;
      }
    }
  }
  EXPECT_EQ(service.get("/v1/me", token).status, 200) << "the session is alive";
  EXPECT_EQ(service.database.value("SELECT device_name FROM trusted_devices WHERE id IS NOT NULL"),
            "Unknown device");
  EXPECT_EQ(service.send("DELETE", "/v1/me/devices/" + device, "", {token}).status, 204);
}

TEST(Injection, OfACursorOrAFilterIsRefused) {
  test::Service service;
  const auto token = service.sign_up(email, password).text("/tokens/access_token");
  service.sign_up("karim@example.com", password);
  for (const auto& text : texts) {
    for (const auto* path : {"/v1/me/security-events?", "/v1/me/sign-in-history?"}) {
      for (const auto* name : {"cursor", "limit", "min_severity", "is_successful"}) {
        expect_refused(service.get(path + (name + ("=" + percent_encoded(text))), token), text);
      }
      expect_refused(service.get(path + percent_encoded(text) + "=1", token), text);
      const auto encoded = service.get(path + ("cursor=" + encode_base64url(text)), token);
      // Of a cursor's length it is one, of a place far away.
      if (text.size() != 24) expect_refused(encoded, text);
      EXPECT_EQ(encoded.content.find("karim"), std::string::npos);
    }
  }
  // One of the right length says only where to go on, in the account's own list.
  const std::string forged = "\0\6' OR '1'='1' --     \xff";
  const auto own = service.get("/v1/me/security-events?cursor=" +
                                   encode_base64url((forged + std::string(24, ' ')).substr(0, 24)),
                               token);
  EXPECT_TRUE(own.status == 200 || own.status == 422) << own.content;
  EXPECT_EQ(own.content.find("karim"), std::string::npos);
}

TEST(Injection, OfAHeaderChangesNothing) {
  test::Service service;
  ASSERT_EQ(service.sign_up(email, password).status, 201);
  const auto body = json::serialize(json::object{{"identifier", email}, {"password", password}});
  for (const auto& text : texts) {
    const auto answer = service.send(
        "POST", "/v1/sign-ins", body,
        {.headers = "Accept-Language: " + text + "\r\nX-Request-Id: " + text + "\r\ntraceparent: " +
                    text + "\r\nCookie: __Host-gatehouse-device=" + text + "\r\n"});
    EXPECT_EQ(answer.status, 200) << text << answer.content;
    EXPECT_EQ(service.get("/v1/me", text).status, 401) << text;
    EXPECT_EQ(service.send("POST", "/v1/sign-ins", body, {.from = text}).status, 200) << text;
  }
  EXPECT_EQ(
      service.database.value("SELECT count(*) FROM user_sessions WHERE ip_address <> '192.0.2.1' "
                             "AND ip_address <> '127.0.0.1'"),
      "0")
      << "what is no address is not taken for one";
  expect_whole(service, 1);
}

TEST(Injection, OfATokenIsNoToken) {
  test::Service service;
  ASSERT_EQ(service.sign_up(email, password).status, 201);
  for (const auto& text : texts) {
    for (const auto& token : {text, "ghr_" + text, "ghr_" + encode_base64url(text)}) {
      EXPECT_EQ(
          service
              .post("/v1/tokens/refresh", json::serialize(json::object{{"refresh_token", token}}))
              .code(),
          "invalid_refresh_token")
          << token;
    }
    const auto answer =
        service.post("/v1/sign-ins",
                     json::serialize(json::object{
                         {"identifier", email}, {"password", password}, {"device_token", text}}));
    EXPECT_EQ(answer.status, 200) << "an unknown device: " << text;
  }
  expect_whole(service, 1);
}

}  // namespace
}  // namespace gatehouse
