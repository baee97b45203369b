#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/test/redis.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "command.hpp"

namespace gatehouse::cli {
namespace {

TEST(Doctor, ChecksWhatTheServiceNeeds) {
  const auto database = test::fresh();
  const auto outcome = run({"doctor"}, beside(database));
  EXPECT_EQ(outcome.code, 0) << outcome.all();
  for (const auto* part : {"[http]", "# key-encryption keys: sealing with test",
                           "# database: schema version ", "# redis: none", "# argon2 proposal"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << outcome.out;
  database.execute("ALTER TABLE accounts DROP COLUMN display_name");
  const auto broken = run({"doctor"}, beside(database));
  EXPECT_EQ(broken.code, 1);
  EXPECT_NE(broken.out.find("# database: FAILED"), std::string::npos) << broken.out;
}

// Every place where a setting holds a secret, each with a mark that must not come back.
Environment with_secrets(const test::Database& database, const test::TempDir& folder) {
  const auto keys = "file:" + encode_base64("secret-07-of-thirty-two-bytes-xx") + "\n";
  return {
      {"GATEHOUSE_MODE", "production"},
      {"GATEHOUSE_PUBLIC_URL", "https://accounts.example.com"},
      {"GATEHOUSE_DATABASE_URL", database.conninfo() + " password=secret-01"},
      {"GATEHOUSE_REDIS_URL", "redis://user:secret-02@127.0.0.1:1/0"},
      {"GATEHOUSE_MAIL_SMTP_URL", "smtps://user:secret-03@mail.example.com"},
      {"GATEHOUSE_MAIL_USER", "mailer"},
      {"GATEHOUSE_MAIL_PASSWORD", "secret-04"},
      {"GATEHOUSE_SMS_TWILIO_TOKEN", "secret-05"},
      {"GATEHOUSE_SMS_GATEWAY_BODY", "key=secret-06&to={to}&text={text}"},
      {"GATEHOUSE_SMS_GATEWAY_URL",
       "https://user:secret-08@sms.example.com/secret-09/send?key=secret-10&to={to}"},
      {"GATEHOUSE_SMS_GATEWAY_HEADERS",
       "Authorization: Bearer secret-15,X-Account: secret-16, Idempotency-Key: {id}"},
      {"GATEHOUSE_KEYS_ENCRYPTION_KEYS",
       "env:" + encode_base64("secret-11-of-thirty-two-bytes-xx")},
      {"GATEHOUSE_KEYS_ENCRYPTION_KEY_FILE", folder.write("keys", keys).string()},
      {"GATEHOUSE_EVENTS_NATS_URL", "nats://user:secret-12@nats.example.com:4222"},
      {"GATEHOUSE_TELEMETRY_OTLP_ENDPOINT", "https://user:secret-13@otel.example.com"},
      {"GATEHOUSE_PASSWORD_BREACHED_RANGE_URL", "https://user:secret-14@ranges.example.com/r/"}};
}

void expect_no_secret(const Outcome& outcome) {
  EXPECT_EQ(outcome.all().find("secret-"), std::string::npos) << outcome.all();
  for (const auto* bytes : {"secret-07-of-thirty-two-bytes-xx", "secret-11-of-thirty-two-bytes-xx"})
    EXPECT_EQ(outcome.all().find(encode_base64(bytes)), std::string::npos) << outcome.all();
}

TEST(Doctor, ShowsNoSecretOfTheEnvironment) {
  const auto database = test::fresh();
  const test::TempDir folder;
  const auto outcome = run({"doctor"}, with_secrets(database, folder));
  EXPECT_EQ(outcome.code, 1) << "Redis cannot be reached";
  expect_no_secret(outcome);
  for (const auto* part :
       {"url = \"***\"", "password = \"***\"", "smtps://***@mail.example.com",
        "encryption_keys = [\"***\"]", "gateway_url = \"https://***@sms.example.com/***\"",
        "nats_url = \"***\"", "# key-encryption keys: sealing with env", "# redis: FAILED",
        "user = \"mailer\""})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << '\n' << outcome.out;
}

TEST(Doctor, RefusesACountryWithoutPhoneNumbers) {
  const auto database = test::fresh();
  auto environment = beside(database);
  environment["GATEHOUSE_REGISTRATION_DEFAULT_REGION"] = "ZZ";
  const auto outcome = run({"doctor"}, environment);
  EXPECT_NE(outcome.code, 0);
  EXPECT_NE(outcome.err.find("registration.default_region"), std::string::npos) << outcome.all();
}

TEST(Doctor, ShowsNoSecretOfTheFile) {
  const auto database = test::fresh();
  const test::TempDir folder;
  const auto file = folder.write(
      "gatehouse.toml", "[database]\nurl = \"" + database.conninfo() +
                            " password=secret-01\"\n[mail]\npassword = \"secret-04\"\n"
                            "[sms]\ngateway_url = \"https://sms.example.com?k=secret-10\"\n"
                            "[keys]\nencryption_keys = [\"" +
                            std::string(encryption_key) + "\"]\n");
  const auto outcome = run({"--config", file.string(), "doctor"});
  EXPECT_EQ(outcome.code, 0) << outcome.all();
  expect_no_secret(outcome);
  EXPECT_EQ(outcome.all().find("AAECAwQF"), std::string::npos);
}

TEST(Doctor, ShowsNoSecretOfWhatCannotBeRead) {
  const auto database = test::fresh();
  const test::TempDir folder;
  const auto good = with_secrets(database, folder);
  const std::map<std::string, std::vector<std::string>> bad{
      {"GATEHOUSE_DATABASE_URL",
       {"postgres:/user:secret-01@host/db", "secret-01", "host=127.0.0.1 password='secret-01",
        "host=127.0.0.1 secret-01", "postgresql://u:secret-01@127.0.0.1:1/x",
        "host=127.0.0.1 port=1 password=secret-01 dbname=x"}},
      {"GATEHOUSE_REDIS_URL",
       {"redis://user:secret-02@127.0.0.1:many/0", "redis://user:secret-02@127.0.0.1/x",
        "unix://secret-02@", "http://user:secret-02@127.0.0.1"}},
      {"GATEHOUSE_KEYS_ENCRYPTION_KEYS",
       {"secret-11", "id:secret-11", ":secret-11", "id:secret-11="}},
      {"GATEHOUSE_MAIL_SMTP_URL", {"user:secret-03@mail"}},
      {"GATEHOUSE_PASSWORD_BREACHED_RANGE_URL", {"https://user:secret-14@ranges.example.com"}},
      {"GATEHOUSE_TELEMETRY_OTLP_ENDPOINT", {"user:secret-13@otel.example.com"}}};
  for (const auto& [name, values] : bad) {
    for (const auto& value : values) {
      auto environment = good;
      environment[name] = value;
      for (const auto* command : {"doctor", "user-count"}) {
        if (command == std::string("user-count") && name != "GATEHOUSE_DATABASE_URL") continue;
        const auto outcome = run({command}, environment);
        EXPECT_NE(outcome.code, 0) << name << value;
        expect_no_secret(outcome);
      }
    }
  }
}

TEST(Doctor, TriesRedis) {
  const auto database = test::fresh();
  test::RedisServer redis;
  auto environment = beside(database);
  environment["GATEHOUSE_REDIS_URL"] = "redis://127.0.0.1:" + std::to_string(redis.port());
  const auto good = run({"doctor"}, environment);
  EXPECT_EQ(good.code, 0) << good.all();
  EXPECT_NE(good.out.find(" version "), std::string::npos);
  redis.stop();
  EXPECT_EQ(run({"doctor"}, environment).code, 1);
}

}  // namespace
}  // namespace gatehouse::cli
