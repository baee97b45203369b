#include <gatehouse/platform/config/config.hpp>

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::config {
namespace {

using namespace std::chrono_literals;

std::string write(const test::TempDir& folder, const std::string& text) {
  const auto path = folder.path() / "gatehouse.toml";
  std::ofstream(path) << text;
  return path.string();
}

TEST(Config, DefaultsAreValidInDevelopment) {
  const auto settings = load("", {});
  ASSERT_TRUE(settings) << settings.error().front();
  EXPECT_EQ(settings->public_url, "http://localhost:8080");
  EXPECT_EQ(settings->tokens.access_lifetime, 15min);
}

TEST(Config, TheEnvironmentWinsOverTheFile) {
  const test::TempDir folder;
  const auto path = write(folder,
                          "[http]\nport = 1000\ntrusted_proxies = [\"10.0.0.0/8\"]\n"
                          "[tokens]\naccess_lifetime = \"5m\"\n");
  const auto settings = load(path, {{"GATEHOUSE_HTTP_PORT", "2000"}});
  ASSERT_TRUE(settings) << settings.error().front();
  EXPECT_EQ(settings->http.port, 2000);
  EXPECT_EQ(settings->tokens.access_lifetime, 5min);
  EXPECT_EQ(settings->http.trusted_proxies.front().text(), "10.0.0.0/8");
}

TEST(Config, TellsEveryBadValueAtOnceAndWhereItStands) {
  const test::TempDir folder;
  const auto path =
      write(folder, "mode = \"staging\"\n[http]\nprot = 1\n[tokens]\naccess_lifetime = \"5x\"\n");
  const auto settings = load(path, {{"GATEHOUSE_HTTP_PORT", "many"}, {"GATEHOUSE_NOTHING", "1"}});
  ASSERT_FALSE(settings);
  std::string all;
  for (const auto& problem : settings.error()) all += problem + "\n";
  EXPECT_NE(all.find("mode (" + path + ":1): expected one of development production"),
            std::string::npos)
      << all;
  EXPECT_NE(all.find("http.prot (" + path + ":3): there is no such setting"), std::string::npos)
      << all;
  EXPECT_NE(all.find("tokens.access_lifetime"), std::string::npos) << all;
  EXPECT_NE(all.find("http.port (GATEHOUSE_HTTP_PORT)"), std::string::npos) << all;
  EXPECT_NE(all.find("GATEHOUSE_NOTHING"), std::string::npos) << all;
}

TEST(Config, ProductionNeedsKeysAndAnAddress) {
  const auto settings = load("", {{"GATEHOUSE_MODE", "production"}});
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().size(), 3U);
}

TEST(Config, DevelopmentStaysOnLoopback) {
  EXPECT_FALSE(load("", {{"GATEHOUSE_HTTP_ADDRESS", "0.0.0.0"}}));
}

TEST(Config, WhoDemandsAttestationKnowsMakers) {
  const auto with = [](Environment more) {
    more["GATEHOUSE_WEBAUTHN_REQUIRE_ATTESTATION"] = "true";
    return load("", more);
  };
  EXPECT_FALSE(with({}));
  EXPECT_FALSE(with({{"GATEHOUSE_WEBAUTHN_METADATA_FILE", "/blob.jwt"}})) << "and who signs it";
  EXPECT_TRUE(with({{"GATEHOUSE_WEBAUTHN_METADATA_FILE", "/blob.jwt"},
                    {"GATEHOUSE_WEBAUTHN_METADATA_ROOT", "/root.pem"}}));
  EXPECT_TRUE(with({{"GATEHOUSE_WEBAUTHN_ANCHOR_FILES", "apple:/a.pem,android-key:/b.pem"}}));
  for (const auto* entry : {"/a.pem", "apple:", "none:/a.pem", "Apple:/a.pem", ":/a.pem"})
    EXPECT_FALSE(with({{"GATEHOUSE_WEBAUTHN_ANCHOR_FILES", entry}})) << entry;
}

TEST(Config, RefusesARedisThatIsNone) {
  EXPECT_TRUE(load("", {{"GATEHOUSE_REDIS_URL", "redis://:pw@cache:6379/1"}}));
  EXPECT_TRUE(load("", {{"GATEHOUSE_REDIS_URL", "unix:///run/redis.sock"}}));
  const auto wrong = load("", {{"GATEHOUSE_REDIS_URL", "rediss://:hunter2@cache"}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().front(), "redis.url: must begin with redis:// or unix://");
  EXPECT_FALSE(load("", {{"GATEHOUSE_REDIS_TIMEOUT", "0s"}}));
  EXPECT_FALSE(load("", {{"GATEHOUSE_REDIS_TIMEOUT", "1m"}}));
}

TEST(Config, RefusesANatsThatIsNone) {
  EXPECT_TRUE(load("", {{"GATEHOUSE_EVENTS_NATS_URL", "nats://u:pw@a:4222,nats://b"}}));
  EXPECT_TRUE(load("", {{"GATEHOUSE_EVENTS_NATS_URL", "tls://events.example"}}));
  const auto wrong = load("", {{"GATEHOUSE_EVENTS_NATS_URL", "http://u:hunter2@events"}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().front(), "events.nats_url: must begin with nats:// or tls://");
  for (const auto* stream : {"", "two words", "a.b", "a>", "a*"})
    EXPECT_FALSE(load("", {{"GATEHOUSE_EVENTS_STREAM", stream}})) << stream;
  EXPECT_FALSE(load("", {{"GATEHOUSE_EVENTS_RETENTION", "12h"}}));
}

TEST(Config, PushIsSpokenForByTheSenderOfMail) {
  const auto settings = load("", {{"GATEHOUSE_MAIL_FROM", "no-reply@shop.example"}});
  ASSERT_TRUE(settings) << settings.error().front();
  EXPECT_EQ(settings->push.vapid_subject, "mailto:no-reply@shop.example");
  const auto chosen = load("", {{"GATEHOUSE_PUSH_VAPID_SUBJECT", "https://shop.example/help"}});
  ASSERT_TRUE(chosen) << chosen.error().front();
  EXPECT_EQ(chosen->push.vapid_subject, "https://shop.example/help");
  EXPECT_FALSE(load("", {{"GATEHOUSE_PUSH_VAPID_SUBJECT", "no-reply@shop.example"}}));
}

TEST(Config, ApnsIsConfiguredWholeOrNotAtAll) {
  Environment whole{{"GATEHOUSE_PUSH_APNS_KEY_FILE", "/etc/gatehouse/AuthKey.p8"},
                    {"GATEHOUSE_PUSH_APNS_KEY_ID", "ABC123DEFG"},
                    {"GATEHOUSE_PUSH_APNS_TEAM_ID", "DEF123GHIJ"},
                    {"GATEHOUSE_PUSH_APNS_TOPIC", "com.example.shop"}};
  EXPECT_TRUE(load("", whole));
  for (const auto& [name, value] : whole) {
    auto part = whole;
    part.erase(name);
    EXPECT_FALSE(load("", part)) << name;
  }
  whole["GATEHOUSE_PUSH_APNS_KEY_ID"] = "abc123defg";
  EXPECT_FALSE(load("", whole));
}

TEST(Config, PushGoesToItsProvidersEncrypted) {
  Environment production{{"GATEHOUSE_MODE", "production"},
                         {"GATEHOUSE_PUBLIC_URL", "https://accounts.example.com"},
                         {"GATEHOUSE_KEYS_ENCRYPTION_KEY_FILE", "/etc/gatehouse/keys"},
                         {"GATEHOUSE_MAIL_SMTP_URL", "smtp://mail.internal"}};
  ASSERT_TRUE(load("", production)) << load("", production).error().front();
  for (const auto* url : {"http://127.0.0.1:8", "https://", "https://user:pw@host", "https://host/",
                          "https://host?key=1", "ftp://host", ""}) {
    for (const auto* name : {"GATEHOUSE_PUSH_FCM_URL", "GATEHOUSE_PUSH_APNS_URL"}) {
      auto changed = production;
      changed[name] = url;
      EXPECT_FALSE(load("", changed)) << name << url;
    }
  }
  EXPECT_TRUE(load("", {{"GATEHOUSE_PUSH_FCM_URL", "http://127.0.0.1:8"}}));
}

TEST(Config, PrivatePushEndpointsAreForDevelopmentOnly) {
  EXPECT_TRUE(load("", {{"GATEHOUSE_PUSH_ALLOW_PRIVATE_ENDPOINTS", "true"}}));
  const auto settings = load(
      "", {{"GATEHOUSE_MODE", "production"}, {"GATEHOUSE_PUSH_ALLOW_PRIVATE_ENDPOINTS", "true"}});
  ASSERT_FALSE(settings);
  EXPECT_EQ(std::ranges::count(settings.error(),
                               "push.allow_private_endpoints: is for development mode only"),
            1);
}

TEST(Config, RangesOfBreachedPasswordsEndWithASlash) {
  for (const auto* good : {"https://api.pwnedpasswords.com/range/", "http://127.0.0.1:8/"})
    EXPECT_TRUE(load("", {{"GATEHOUSE_PASSWORD_BREACHED_RANGE_URL", good}})) << good;
  for (const auto* bad : {"https://api.pwnedpasswords.com/range", "api.pwnedpasswords.com/range/",
                          "file:///etc/", "/"})
    EXPECT_FALSE(load("", {{"GATEHOUSE_PASSWORD_BREACHED_RANGE_URL", bad}})) << bad;
}

TEST(Config, NeverShowsASecret) {
  Settings settings;
  settings.redis.url = Secret{"redis://:opensesame@cache"};
  settings.events.nats_url = Secret{"nats://u:opensesame@events"};
  settings.mail.password = Secret{"hunter2"};
  settings.keys.encryption_keys = {"a:c2VjcmV0"};
  settings.mail.smtp_url = "smtps://user:hunter2@mail.example.com:465";
  settings.telemetry.otlp_endpoint = "https://user:hunter2@otel.example.com/a@b?c=d";
  settings.sms.gateway_url = "https://sms.example.com/hunter2/send?key=hunter2&to={to}";
  const auto text = to_toml(settings);
  EXPECT_EQ(text.find("hunter2"), std::string::npos);
  EXPECT_NE(text.find("\"smtps://***@mail.example.com:465\""), std::string::npos);
  EXPECT_NE(text.find("\"https://***@otel.example.com/a@b?c=d\""), std::string::npos);
  EXPECT_NE(text.find("\"https://sms.example.com/***\""), std::string::npos);
  EXPECT_EQ(text.find("opensesame"), std::string::npos);
  EXPECT_EQ(text.find("c2VjcmV0"), std::string::npos);
  EXPECT_NE(text.find("password = \"***\""), std::string::npos);
}

TEST(Config, ItsReferenceIsAValidFile) {
  const test::TempDir folder;
  auto text = reference();
  text.replace(text.find("[\"***\"]"), 7, "[]");
  const auto settings = load(write(folder, text), {});
  EXPECT_TRUE(settings) << settings.error().front();
}

}  // namespace
}  // namespace gatehouse::config
