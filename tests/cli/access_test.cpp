#include <thread>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>

#include "command.hpp"

namespace gatehouse::cli {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

boost::json::object claims_of(const std::string& token) {
  return boost::json::parse(*decode_base64url(split(token, '.')[1])).as_object();
}

std::string audited(const test::Database& database, const std::string& action,
                    const std::string& column) {
  return database
      .value("SELECT " + column + " FROM audit_trails WHERE action = $1 ORDER BY id DESC", {action})
      .value_or("");
}

bool ends(const test::Service& service, const std::string& token) {
  for (int i = 0; i < 500; ++i) {
    if (service.get("/v1/me", token).code() == "session_ended") return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

TEST(AccountRole, IsInTheNextToken) {
  const test::Service service(service_settings());
  const auto before = service.sign_up("rahim@example.com", password);
  const auto environment = beside(service.database);
  const auto added = run({"account", "role", "add", "rahim@example.com", "support"}, environment);
  ASSERT_EQ(added.code, 0) << added.err;
  EXPECT_EQ(added.out, before.text("/account/id") + "\tsupport\n");
  const auto refreshed = service.post(
      "/v1/tokens/refresh", R"({"refresh_token":")" + before.text("/tokens/refresh_token") + "\"}");
  for (const auto& token :
       {refreshed.text("/access_token"),
        service.sign_in("rahim@example.com", password).text("/tokens/access_token")}) {
    EXPECT_EQ(claims_of(token).at("roles"), boost::json::array{"support"});
    EXPECT_EQ(service.get("/v1/gateway/verify", token).header("X-Gatehouse-Permissions"),
              "accounts.read");
  }
  EXPECT_EQ(audited(service.database, "account.roles_changed", "old_values"), R"({"roles": []})");
  EXPECT_EQ(audited(service.database, "account.roles_changed", "new_values"),
            R"({"roles": ["support"]})");
  EXPECT_TRUE(audited(service.database, "account.roles_changed", "actor").starts_with("operator:"));
}

TEST(AccountRole, MakesAnOperatorByItsPermission) {
  const test::Service service(service_settings());
  service.sign_up("rahim@example.com", password);
  const auto environment = beside(service.database);
  ASSERT_EQ(
      run({"role", "set", "night-watch", "--permissions", "operator, accounts.read"}, environment)
          .code,
      0);
  ASSERT_EQ(run({"account", "role", "add", "rahim@example.com", "night-watch"}, environment).code,
            0);
  const auto token = service.sign_in("rahim@example.com", password).text("/tokens/access_token");
  // The role itself reaches the instance by a notification.
  std::string permissions;
  for (int i = 0; i < 500 && permissions.empty(); ++i) {
    permissions = service.get("/v1/gateway/verify", token).header("X-Gatehouse-Permissions");
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(permissions, "accounts.read,operator");
}

TEST(AccountRole, ThatIsTakenEndsTheSessionsThatStateIt) {
  const test::Service service(service_settings());
  service.sign_up("rahim@example.com", password);
  const auto environment = beside(service.database);
  for (const auto* role : {"support", "operator"})
    ASSERT_EQ(run({"account", "role", "add", "rahim@example.com", role}, environment).code, 0);
  const auto token = service.sign_in("rahim@example.com", password).text("/tokens/access_token");
  const auto removed =
      run({"account", "role", "remove", "rahim@example.com", "support"}, environment);
  ASSERT_EQ(removed.code, 0) << removed.err;
  EXPECT_TRUE(ends(service, token));
  const auto next = service.sign_in("rahim@example.com", password).text("/tokens/access_token");
  EXPECT_EQ(claims_of(next).at("roles"), boost::json::array{"operator"});
  EXPECT_EQ(audited(service.database, "account.roles_changed", "old_values"),
            R"({"roles": ["support", "operator"]})");
}

TEST(AccountRole, IsKnownAndGivenOnce) {
  const test::Service service(service_settings());
  service.sign_up("rahim@example.com", password);
  const auto environment = beside(service.database);
  const Words add{"account", "role", "add", "rahim@example.com", "support"};
  EXPECT_EQ(run(add, environment).code, 0);
  EXPECT_EQ(run(add, environment).code, 0) << "what is so already is no failure";
  EXPECT_EQ(service.database.value("SELECT roles FROM accounts"), "{support}");
  EXPECT_EQ(service.database.value(
                "SELECT count(*) FROM audit_trails WHERE action = 'account.roles_changed'"),
            "1");
  for (const auto* role : {"teapot", "", "Support", "support,operator", "'; DROP TABLE roles"}) {
    EXPECT_EQ(run({"account", "role", "add", "rahim@example.com", role}, environment).code, 1)
        << role;
    EXPECT_EQ(run({"account", "role", "remove", "rahim@example.com", role}, environment).code, 1)
        << role;
  }
  EXPECT_EQ(service.database.value("SELECT roles FROM accounts"), "{support}");
}

TEST(AccountProfile, IsJournaledWithTheOneBefore) {
  const test::Service service(service_settings());
  service.sign_up("rahim@example.com", password);
  const auto environment = beside(service.database);
  const auto unknown = run({"account", "profile", "rahim@example.com", "teapot"}, environment);
  EXPECT_EQ(unknown.code, 1);
  EXPECT_NE(unknown.err.find("teapot"), std::string::npos) << unknown.err;
  ASSERT_EQ(run({"profile", "set", "staff", "--max-sessions", "2"}, environment).code, 0);
  ASSERT_EQ(run({"account", "profile", "rahim@example.com", "staff"}, environment).code, 0);
  const std::string action = "account.security_profile_changed";
  EXPECT_EQ(audited(service.database, action, "old_values"), R"({"security_profile": "default"})");
  EXPECT_EQ(audited(service.database, action, "new_values"), R"({"security_profile": "staff"})");

  ASSERT_EQ(run({"profile", "set", "old", "--active", "false"}, environment).code, 0);
  EXPECT_EQ(run({"account", "profile", "rahim@example.com", "old"}, environment).code, 1);
}

TEST(ProfileSet, DecidesAboutTheNextSignIn) {
  const test::Service service(service_settings());
  service.sign_up("rahim@example.com", password);
  const auto environment = beside(service.database);
  ASSERT_EQ(
      run({"profile", "set", "staff", "--networks", "10.0.0.0/8,2001:db8::/32"}, environment).code,
      0);
  ASSERT_EQ(run({"account", "profile", "rahim@example.com", "staff"}, environment).code, 0);
  const auto from = [&](const std::string& address) {
    return service.sign_in("rahim@example.com", password, address).code();
  };
  EXPECT_EQ(from("192.0.2.7"), "sign_in_restricted");
  EXPECT_EQ(from("10.1.2.3"), "");
  EXPECT_EQ(from("2001:db8::1"), "");

  // An hour that is over, in the zone where it is one.
  const auto hour =
      (std::chrono::floor<std::chrono::hours>(service.clock.now().time_since_epoch()) + 6h) % 24h;
  const auto text = [](std::chrono::hours h) {
    const auto n = std::to_string((h % 24h + 24h).count() % 24);
    return (n.size() == 1 ? "0" : "") + n + ":00";
  };
  const auto hours = [&](std::chrono::hours begin) {
    return run({"profile", "set", "staff", "--networks", "any", "--hours",
                text(begin) + "-" + text(begin + 1h), "--time-zone", "Asia/Dhaka"},
               environment)
        .code;
  };
  ASSERT_EQ(hours(hour - 2h), 0);
  EXPECT_EQ(from("192.0.2.7"), "sign_in_restricted");
  ASSERT_EQ(hours(hour), 0);
  EXPECT_EQ(from("192.0.2.7"), "");
  ASSERT_EQ(run({"profile", "set", "staff", "--hours", "any"}, environment).code, 0);
  EXPECT_EQ(from("192.0.2.7"), "");
}

TEST(ProfileSet, MakesACopyOfTheProfileOfNewAccountsAndChangesWhatIsGiven) {
  const auto database = test::fresh();
  const auto environment = beside(database);
  const auto base = boost::json::parse(run({"profile", "show", "default"}, environment).out);
  const auto made = run({"profile",
                         "set",
                         "staff",
                         "--permissions",
                         "accounts.read, orders.write",
                         "--mfa-required",
                         "true",
                         "--session-timeout",
                         "60",
                         "--absolute-session-timeout",
                         "720",
                         "--max-sessions",
                         "3",
                         "--allowed-methods",
                         "totp,hardware_key",
                         "--trusted-device-days",
                         "0",
                         "--minimum-acr",
                         "password.change=aal2,factor.add=aal3",
                         "--enrolment-grace-days",
                         "7",
                         "--hours",
                         "08:00-18:00"},
                        environment);
  ASSERT_EQ(made.code, 0) << made.err;
  const auto shown = run({"profile", "show", "staff"}, environment);
  const auto profile = boost::json::parse(shown.out);
  EXPECT_EQ(profile, boost::json::parse(made.out));
  EXPECT_EQ(profile.at("permissions"), (boost::json::array{"accounts.read", "orders.write"}));
  EXPECT_EQ(profile.at("mfa_required"), true);
  EXPECT_EQ(profile.at("session_timeout"), 60);
  EXPECT_EQ(profile.at("absolute_session_timeout"), 720);
  EXPECT_EQ(profile.at("max_sessions"), 3);
  EXPECT_EQ(profile.at("allowed_methods"), (boost::json::array{"totp", "hardware_key"}));
  EXPECT_EQ(profile.at("trusted_device_days"), 0);
  EXPECT_EQ(profile.at("enrolment_grace_days"), 7);
  EXPECT_EQ(profile.at("minimum_acr"),
            (boost::json::object{{"password.change", "aal2"}, {"factor.add", "aal3"}}));
  EXPECT_EQ(profile.at("restrictions"),
            boost::json::parse(R"({"hours":{"from":"08:00","to":"18:00"}})"));
  EXPECT_EQ(profile.at("is_active"), base.at("is_active"));

  ASSERT_EQ(run({"profile", "set", "staff", "--time-zone", "Asia/Dhaka"}, environment).code, 0);
  ASSERT_EQ(run({"profile", "set", "staff", "--hours", "09:00-17:00"}, environment).code, 0);
  const auto later = boost::json::parse(run({"profile", "show", "staff"}, environment).out);
  EXPECT_EQ(
      later.at("restrictions"),
      boost::json::parse(R"({"hours":{"from":"09:00","to":"17:00","time_zone":"Asia/Dhaka"}})"))
      << "the zone stays";
  EXPECT_EQ(later.at("session_timeout"), 60) << "and so does all else";

  const auto list = run({"profile", "list"}, environment).out;
  EXPECT_EQ(std::ranges::count(list, '\n'), 3);
  EXPECT_NE(list.find("\"staff\""), std::string::npos);
}

TEST(ProfileSet, IsJournaledWithOldAndNewValues) {
  const auto database = test::fresh();
  const auto environment = beside(database);
  ASSERT_EQ(run({"profile", "set", "staff", "--max-sessions", "3"}, environment).code, 0);
  EXPECT_EQ(audited(database, "security_profile.created", "old_values"), "");
  EXPECT_EQ(audited(database, "security_profile.created", "new_values->>'max_sessions'"), "3");
  EXPECT_EQ(audited(database, "security_profile.created", "resource_id"), "staff");
  EXPECT_TRUE(audited(database, "security_profile.created", "actor").starts_with("operator:"));

  ASSERT_EQ(run({"profile", "set", "staff", "--max-sessions", "5"}, environment).code, 0);
  EXPECT_EQ(audited(database, "security_profile.changed", "old_values->>'max_sessions'"), "3");
  EXPECT_EQ(audited(database, "security_profile.changed", "new_values->>'max_sessions'"), "5");
  ASSERT_EQ(run({"profile", "set", "staff", "--max-sessions", "5"}, environment).code, 0);
  EXPECT_EQ(database.value("SELECT count(*) FROM audit_trails"), "2") << "nothing has changed";
  EXPECT_EQ(database.value("SELECT count(*) FROM outbox"), "2");

  ASSERT_EQ(run({"role", "set", "watch", "--permissions", "a.read"}, environment).code, 0);
  ASSERT_EQ(run({"role", "set", "watch", "--permissions", "none"}, environment).code, 0);
  EXPECT_EQ(audited(database, "role.changed", "old_values->'permissions'"), R"(["a.read"])");
  EXPECT_EQ(audited(database, "role.changed", "new_values->'permissions'"), "[]");
}

TEST(ProfileSet, RefusesWhatCannotBeUnderstood) {
  const auto database = test::fresh();
  const auto environment = beside(database);
  const auto refused = [&](Words options) {
    Words line{"profile", "set", "staff"};
    line.insert(line.end(), options.begin(), options.end());
    const auto outcome = run(line, environment);
    EXPECT_NE(outcome.err, "");
    return outcome.code == 1;
  };
  EXPECT_TRUE(refused({"--networks", "10.0.0.0/33"}));
  EXPECT_TRUE(refused({"--networks", "office"}));
  EXPECT_TRUE(refused({"--networks", ""}));
  EXPECT_TRUE(refused({"--hours", "8-18"}));
  EXPECT_TRUE(refused({"--hours", "08:00"}));
  EXPECT_TRUE(refused({"--hours", "08:00-18:00-20:00"}));
  EXPECT_TRUE(refused({"--hours", "08:00-08:00"}));
  EXPECT_TRUE(refused({"--hours", "08:00-18:00", "--time-zone", "Asia/Daka"}));
  EXPECT_TRUE(refused({"--time-zone", "Asia/Dhaka"})) << "of no hours";
  EXPECT_TRUE(refused({"--permissions", "Read Everything"}));
  EXPECT_TRUE(refused({"--permissions", ""}));
  EXPECT_TRUE(refused({"--allowed-methods", "pigeon"}));
  EXPECT_TRUE(refused({"--minimum-acr", "password.change"}));
  EXPECT_TRUE(refused({"--minimum-acr", "password.change=aal4"}));
  EXPECT_TRUE(refused({"--session-timeout", "0"}));
  EXPECT_TRUE(refused({"--session-timeout", "-5"}));
  EXPECT_TRUE(refused({"--session-timeout", "500000", "--absolute-session-timeout", "60"}));
  EXPECT_TRUE(refused({"--max-sessions", "0"}));
  EXPECT_EQ(database.value("SELECT count(*) FROM security_profiles"), "2");
  EXPECT_EQ(database.value("SELECT count(*) FROM audit_trails"), "0");
  EXPECT_EQ(run({"profile", "set", "default", "--active", "false"}, environment).code, 1);
  EXPECT_EQ(run({"profile", "set", "The Staff"}, environment).code, 1);
  EXPECT_EQ(run({"profile", "show", "nobody"}, environment).code, 1);
  EXPECT_EQ(run({"role", "set", "a,b", "--permissions", "none"}, environment).code, 1);
}

TEST(RoleList, PrintsEachRoleWithItsPermissions) {
  const auto database = test::fresh();
  const auto outcome = run({"role", "list"}, beside(database));
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, R"({"name":"operator","permissions":["accounts.read","accounts.write",)"
                         R"("sessions.revoke","operator"]})"
                         "\n"
                         R"({"name":"support","permissions":["accounts.read"]})"
                         "\n");
}

}  // namespace
}  // namespace gatehouse::cli
