#include <thread>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/test/temp_dir.hpp>

#include "command.hpp"
#include "range_server.hpp"

namespace gatehouse::cli {
namespace {

using namespace std::chrono_literals;

Outcome create(const test::Database& database, const std::string& name, const std::string& secret,
               const Environment& more = {}) {
  auto environment = beside(database);
  environment.insert(more.begin(), more.end());
  return run({"account", "create", name}, environment, secret + "\n");
}

std::string count(const test::Database& database) {
  return *database.value("SELECT count(*) FROM accounts");
}

bool becomes(const std::function<bool()>& holds) {
  for (int i = 0; i < 500; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

TEST(AccountCreate, MakesAnAccountThatCanSignIn) {
  const test::Service service(service_settings());
  const auto made = run({"account", "create", "Rahim@Example.com", "--display-name", "Rahim Uddin"},
                        beside(service.database), std::string(password) + "\n");
  ASSERT_EQ(made.code, 0) << made.err;
  const auto signed_in = service.sign_in("rahim@example.com", password);
  ASSERT_EQ(signed_in.status, 200);
  EXPECT_EQ(signed_in.text("/account/id") + "\n", made.out);
  EXPECT_EQ(signed_in.text("/account/display_name"), "Rahim Uddin");
  EXPECT_TRUE(
      service.database.value("SELECT actor FROM audit_trails WHERE action = 'account.created'")
          ->starts_with("operator:"));
}

TEST(AccountCreate, TakesEveryKindOfNameAndNoOther) {
  const auto database = test::fresh();
  for (const auto* name : {"rahim@example.com", "01712345678", "rahim.uddin"})
    EXPECT_EQ(create(database, name, password).code, 0) << name;
  for (const auto* name :
       {"@", "rahim@", "+999", "r", "rahim uddin", "admin", "", "'; DROP TABLE accounts"})
    EXPECT_EQ(create(database, name, password).code, 1) << name;
  EXPECT_EQ(count(database), "3");
}

TEST(AccountCreate, RefusesANameThatIsTaken) {
  const auto database = test::fresh();
  ASSERT_EQ(create(database, "rahim@example.com", password).code, 0);
  const auto again = create(database, "RAHIM@example.com", password);
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.err.find("already belongs"), std::string::npos) << again.err;
  EXPECT_EQ(count(database), "1");
}

TEST(AccountCreate, HoldsPasswordsToThePolicy) {
  const auto database = test::fresh();
  const std::map<std::string, std::string> refused{
      {"", "at least 15 characters"},  {"x7#kQ!vb", "at least 15 characters"},
      {"passwordpassword", "words"},   {"jahanara.chowdhury1", "words"},
      {"Chowdhury Jahanara", "words"}, {std::string(1025, 'x'), "at most 1024"}};
  for (const auto& [secret, sentence] : refused) {
    const auto outcome = create(database, "jahanara.chowdhury@example.com", secret);
    EXPECT_EQ(outcome.code, 1) << secret;
    EXPECT_NE(outcome.err.find(sentence), std::string::npos) << secret << outcome.err;
    if (!secret.empty()) EXPECT_EQ(outcome.all().find(secret), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(count(database), "0");
  EXPECT_EQ(create(database, "jahanara.chowdhury@example.com", password).code, 0);
}

TEST(AccountCreate, AsksListAndRangeOfBreachedPasswords) {
  const auto database = test::fresh();
  const test::TempDir folder;
  // SHA-1 of the password.
  const auto list = folder.write("list", "2277E56E319A5E40DB98DB335DC76925463A8381:1\n").string();
  test::RangeServer ranges;
  ranges.add(password);
  const Environment by_range{{"GATEHOUSE_PASSWORD_BREACHED_RANGE_URL", ranges.url()}};
  const auto refused = create(database, "rahim@example.com", password, by_range);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("Others know this password"), std::string::npos) << refused.err;
  ranges.answer_with(503, "");
  EXPECT_EQ(create(database, "rahim@example.com", password, by_range).code, 0);
  EXPECT_EQ(
      create(database, "karim@example.com", password, {{"GATEHOUSE_PASSWORD_BREACHED_LIST", list}})
          .code,
      1);
  EXPECT_EQ(create(database, "salma@example.com", password,
                   {{"GATEHOUSE_PASSWORD_BREACHED_LIST", "/nowhere"}})
                .code,
            1);
  EXPECT_EQ(count(database), "1");
}

TEST(AccountLock, EndsSessionsAndRefusesSignIns) {
  const test::Service service(service_settings());
  const auto signed_up = service.sign_up("rahim@example.com", password);
  const auto token = signed_up.text("/tokens/access_token");
  const auto environment = beside(service.database);
  ASSERT_EQ(service.get("/v1/me", token).status, 200);

  const auto locked =
      run({"account", "lock", "rahim@example.com", "--reason", "take-over wave"}, environment);
  ASSERT_EQ(locked.code, 0) << locked.err;
  EXPECT_TRUE(becomes([&] { return service.get("/v1/me", token).code() == "session_ended"; }));
  EXPECT_EQ(service
                .post("/v1/tokens/refresh",
                      R"({"refresh_token":")" + signed_up.text("/tokens/refresh_token") + "\"}")
                .code(),
            "invalid_refresh_token");
  EXPECT_EQ(service.sign_in("rahim@example.com", password).code(), "account_locked");
  EXPECT_EQ(service.database.value(
                "SELECT new_values->>'reason' FROM audit_trails WHERE action = 'account.locked'"),
            "take-over wave");

  ASSERT_EQ(run({"account", "unlock", "rahim@example.com"}, environment).code, 0);
  EXPECT_EQ(service.sign_in("rahim@example.com", password).status, 200);
  EXPECT_EQ(service.get("/v1/me", token).status, 401) << "what ended stays ended";
}

TEST(AccountUnlock, OpensWhatWasLockedAndNothingElse) {
  const test::Service service(service_settings());
  service.sign_up("rahim@example.com", password);
  const auto environment = beside(service.database);
  const auto is = [&](const std::string& status) {
    return service.database.value("SELECT status FROM accounts") == status;
  };
  const auto active = run({"account", "unlock", "rahim@example.com"}, environment);
  EXPECT_EQ(active.code, 1);
  EXPECT_NE(active.err.find("is active, not locked"), std::string::npos) << active.err;

  service.database.execute("UPDATE accounts SET status = 'suspended'");
  const auto suspended = run({"account", "unlock", "rahim@example.com"}, environment);
  EXPECT_EQ(suspended.code, 1);
  EXPECT_NE(suspended.err.find("is suspended, not locked"), std::string::npos) << suspended.err;
  const auto hidden = run({"account", "lock", "rahim@example.com"}, environment);
  EXPECT_EQ(hidden.code, 1) << "a lock would hide the suspension, and end with it";
  EXPECT_NE(hidden.err.find("is suspended"), std::string::npos) << hidden.err;
  EXPECT_TRUE(is("suspended"));
  EXPECT_EQ(service.sign_in("rahim@example.com", password).code(), "account_suspended");
  EXPECT_EQ(service.database.value(
                "SELECT count(*) FROM audit_trails WHERE action LIKE 'account.%locked'"),
            "0");
}

TEST(AccountCreate, TakesAShorterPasswordWhereNewAccountsHaveToHaveASecondFactor) {
  const auto database = test::fresh();
  EXPECT_EQ(create(database, "rahim@example.com", "x7#kQ!vb").code, 1);
  database.execute(
      "UPDATE security_profiles SET mfa_required = true WHERE profile_name = 'default'");
  EXPECT_EQ(create(database, "rahim@example.com", "x7#kQ!v").code, 1);
  EXPECT_EQ(create(database, "rahim@example.com", "x7#kQ!vb").code, 0);
}

TEST(Account, ThatNobodyHasIsSaidSo) {
  const auto database = test::fresh();
  using Words = std::vector<std::string>;
  for (const Words& line : {Words{"account", "lock", "nobody@example.com"},
                            Words{"account", "unlock", "nobody@example.com"},
                            Words{"account", "profile", "nobody@example.com", "operator"},
                            Words{"account", "role", "add", "nobody@example.com", "support"},
                            Words{"account", "role", "remove", "nobody@example.com", "support"},
                            Words{"sessions", "revoke", "nobody@example.com"}}) {
    const auto outcome = run(line, beside(database));
    EXPECT_EQ(outcome.code, 1) << testing::PrintToString(line);
    EXPECT_NE(outcome.err.find("no account is called"), std::string::npos) << outcome.err;
  }
}

TEST(SessionsRevoke, EndsThemAll) {
  const test::Service service(service_settings());
  const auto first = service.sign_up("rahim@example.com", password).text("/tokens/access_token");
  const auto second = service.sign_in("rahim@example.com", password).text("/tokens/access_token");
  const auto revoked = run({"sessions", "revoke", "rahim@example.com"}, beside(service.database));
  EXPECT_EQ(revoked.code, 0) << revoked.err;
  EXPECT_EQ(revoked.out, "2\n");
  for (const auto& token : {first, second})
    EXPECT_TRUE(becomes([&] { return service.get("/v1/me", token).code() == "session_ended"; }));
  EXPECT_EQ(service.sign_in("rahim@example.com", password).status, 200);
}

TEST(UserCount, CountsAccounts) {
  const auto database = test::fresh();
  EXPECT_EQ(run({"user-count"}, beside(database)).out, "0\n");
  ASSERT_EQ(create(database, "rahim@example.com", password).code, 0);
  ASSERT_EQ(create(database, "karim@example.com", password).code, 0);
  EXPECT_EQ(run({"user-count"}, beside(database)).out, "2\n");
}

TEST(KeysRotate, PublishesOneMoreKey) {
  const test::Service service(service_settings());
  const auto token = service.sign_up("rahim@example.com", password).text("/tokens/access_token");
  const auto rotated = run({"keys", "rotate"}, beside(service.database));
  ASSERT_EQ(rotated.code, 0) << rotated.err;
  const auto has_it = [&] {
    const auto keys = service.get("/.well-known/jwks.json");
    return keys.content.find(rotated.out.substr(0, rotated.out.size() - 1)) != std::string::npos &&
           keys.body.at("keys").as_array().size() == 2;
  };
  EXPECT_TRUE(becomes(has_it));
  EXPECT_EQ(service.get("/v1/me", token).status, 200);

  auto other = beside(service.database);
  other["GATEHOUSE_KEYS_ENCRYPTION_KEYS"] = "test:short";
  EXPECT_EQ(run({"keys", "rotate"}, other).code, 1);
}

TEST(Commands, SayWhenThereIsNoDatabase) {
  auto environment = beside(test::fresh());
  environment["GATEHOUSE_DATABASE_URL"] =
      "host=127.0.0.1 port=" + std::to_string(test::free_port()) +
      " user=x dbname=x connect_timeout=2";
  const auto outcome = run({"user-count"}, environment);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("PostgreSQL"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace gatehouse::cli
