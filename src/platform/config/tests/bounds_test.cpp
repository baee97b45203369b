// What a setting may be, beyond its type.
#include <gtest/gtest.h>

#include <gatehouse/platform/config/config.hpp>

namespace gatehouse::config {
namespace {

std::string problems_of(const Environment& environment) {
  const auto settings = load("", environment);
  std::string all;
  if (!settings) {
    for (const auto& problem : settings.error()) all += problem + "\n";
  }
  return all;
}

struct Bounds {
  std::string variable;
  std::string key;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

class BoundsTest : public testing::TestWithParam<Bounds> {};

TEST_P(BoundsTest, HoldAndAreTold) {
  const auto& bounds = GetParam();
  for (const auto& value : bounds.good)
    EXPECT_EQ(problems_of({{bounds.variable, value}}), "") << value;
  for (const auto& value : bounds.bad) {
    EXPECT_TRUE(problems_of({{bounds.variable, value}}).starts_with(bounds.key))
        << value << ": " << problems_of({{bounds.variable, value}});
  }
}

INSTANTIATE_TEST_SUITE_P(
    Settings, BoundsTest,
    testing::Values(
        Bounds{"GATEHOUSE_HTTP_MAX_CONNECTIONS", "http.max_connections:", {"1"}, {"0", "1000001"}},
        Bounds{"GATEHOUSE_HTTP_MAX_CONNECTIONS_PER_ADDRESS",
               "http.max_connections_per_address:",
               {"1"},
               {"0", "1000001"}},
        Bounds{"GATEHOUSE_DATABASE_STATEMENT_TIMEOUT",
               "database.statement_timeout",
               {"100ms", "1m"},
               {"0s", "99ms", "61s"}},
        Bounds{"GATEHOUSE_TOKENS_KEY_ROTATION_AGE",
               "tokens.key_rotation_age",
               {"1d", "1095d"},
               {"0s", "23h", "1096d"}},
        Bounds{
            "GATEHOUSE_TOKENS_REFRESH_GRACE", "tokens.refresh_grace", {"0s", "1m"}, {"61s", "1d"}},
        Bounds{
            "GATEHOUSE_TOKENS_REFRESH_LIFETIME", "tokens.refresh_lifetime", {"1m"}, {"0s", "91d"}},
        Bounds{
            "GATEHOUSE_TOKENS_ABSOLUTE_LIFETIME", "tokens.absolute_lifetime", {"3650d"}, {"3651d"}},
        Bounds{"GATEHOUSE_REGISTRATION_CODE_LIFETIME",
               "registration.code_lifetime",
               {"1m", "1h"},
               {"0s", "59s", "2h"}},
        Bounds{"GATEHOUSE_REGISTRATION_RESEND_COOLDOWN",
               "registration.resend_cooldown",
               {"10s", "1h"},
               {"0s", "9s", "2h"}},
        Bounds{"GATEHOUSE_REGISTRATION_DEFAULT_REGION",
               "registration.default_region",
               {"BD", "DE"},
               {"", "bd", "BGD", "B1"}},
        Bounds{"GATEHOUSE_SIGN_IN_LONGEST_WAIT",
               "sign_in.longest_wait",
               {"1s", "1h"},
               {"0s", "2h", "2d"}},
        Bounds{"GATEHOUSE_SIGN_IN_MEMORY", "sign_in.memory", {"15m", "30d"}, {"0s", "31d"}},
        Bounds{"GATEHOUSE_SIGN_IN_HASH_THREADS", "sign_in.hash_threads", {"0", "256"}, {"257"}},
        Bounds{"GATEHOUSE_SIGN_IN_HASH_QUEUE", "sign_in.hash_queue", {"0", "100000"}, {"100001"}},
        Bounds{"GATEHOUSE_MFA_PEACE_AFTER_DENIAL", "mfa.peace_after_denial", {"0s", "1d"}, {"25h"}},
        Bounds{"GATEHOUSE_SMS_GATEWAY_HEADERS",
               "sms.gateway_headers",
               {"", "Authorization: Bearer a.b=,X-Id: {id}"},
               {"Authorization", ": x", "X Y: z", "X: a\r\nY: b"}},
        Bounds{"GATEHOUSE_SMS_GATEWAY_CONTENT_TYPE",
               "sms.gateway_content_type",
               {"application/json; charset=utf-8"},
               {"", "json", "a/b\r\nX: y"}}),
    [](const auto& info) { return info.param.variable; });

TEST(Bounds, EachListenerHasAPortOfItsOwn) {
  Environment mutual{{"GATEHOUSE_HTTP_PORT", "8443"},
                     {"GATEHOUSE_HTTP_MTLS_PORT", "8444"},
                     {"GATEHOUSE_HTTP_MTLS_CLIENT_CA", "/ca.pem"},
                     {"GATEHOUSE_HTTP_TLS_CERTIFICATE", "/chain.pem"},
                     {"GATEHOUSE_HTTP_TLS_KEY", "/key.pem"}};
  EXPECT_EQ(problems_of(mutual), "");
  mutual["GATEHOUSE_HTTP_MTLS_PORT"] = "8443";
  EXPECT_EQ(problems_of(mutual), "http.mtls_port: must be a port of its own\n");
  mutual["GATEHOUSE_HTTP_METRICS_PORT"] = "8443";
  EXPECT_NE(problems_of(mutual).find("http.metrics_port: must be a port of its own"),
            std::string::npos);
}

TEST(Bounds, AProviderOfTextsIsConfiguredWholeOrNotAtAll) {
  const Environment twilio{{"GATEHOUSE_SMS_PROVIDER", "twilio"},
                           {"GATEHOUSE_SMS_TWILIO_ACCOUNT", "AC1"},
                           {"GATEHOUSE_SMS_TWILIO_TOKEN", "token"},
                           {"GATEHOUSE_SMS_TWILIO_FROM", "+15005550006"}};
  EXPECT_EQ(problems_of(twilio), "");
  for (const auto* name : {"GATEHOUSE_SMS_TWILIO_ACCOUNT", "GATEHOUSE_SMS_TWILIO_TOKEN",
                           "GATEHOUSE_SMS_TWILIO_FROM"}) {
    auto part = twilio;
    part.erase(name);
    EXPECT_NE(problems_of(part), "") << name;
  }
  Environment gateway{{"GATEHOUSE_SMS_PROVIDER", "gateway"},
                      {"GATEHOUSE_SMS_GATEWAY_URL", "https://sms.example/send?to={to_digits}"},
                      {"GATEHOUSE_SMS_GATEWAY_BODY", "text={text}"}};
  EXPECT_EQ(problems_of(gateway), "");
  gateway["GATEHOUSE_SMS_GATEWAY_BODY"] = "text=hello";
  EXPECT_NE(problems_of(gateway).find("{text}"), std::string::npos);
  gateway["GATEHOUSE_SMS_GATEWAY_BODY"] = "text={text}";
  for (const auto* url :
       {"", "sms.example/{to}", "ftp://sms.example/{to}", "https://sms.example/"}) {
    gateway["GATEHOUSE_SMS_GATEWAY_URL"] = url;
    EXPECT_TRUE(problems_of(gateway).starts_with("sms.gateway_url")) << url;
  }
}

TEST(Bounds, HeadersOfAGatewayAreNotShown) {
  Settings settings;
  settings.sms.gateway_headers = {Secret{"Authorization: Bearer hunter2"}};
  EXPECT_NE(to_toml(settings).find("gateway_headers = [\"***\"]"), std::string::npos);
  EXPECT_EQ(to_toml(settings).find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse::config
