// Every attempt to sign in is written down with what became of it; names of every kind, times of day.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

// How many rows an identifier of `account` makes: 0 when it is somebody's already.
std::int64_t add_identifier(const test::Service& service, const std::string& account,
                            const records::ParsedIdentifier& name,
                            std::optional<Timestamp> verified_at = {}) {
  boost::asio::io_context context;
  pg::Database database(context.get_executor(), {.conninfo = service.database.conninfo()});
  const auto now = service.clock.now();
  std::int64_t added = -1;
  const auto add = [&]() -> Task<> {
    while (!database.is_connected()) co_await runtime::sleep_for(5ms);
    pg::Transaction tx{database};
    const auto rows =
        records::Accounts{tx}.add_identifier({.account_id = *AccountId::parse(account),
                                              .id = IdentifierId::make(now),
                                              .kind = name.kind,
                                              .canonical = name.canonical,
                                              .display = name.display,
                                              .verified_at = verified_at,
                                              .created_at = now});
    co_await tx.commit();
    added = rows.value();
  };
  boost::asio::co_spawn(context, add(), [&](std::exception_ptr error) {
    EXPECT_EQ(error, nullptr);
    context.stop();
  });
  context.run();
  return added;
}

// The attempts so far, oldest first: outcome, and whether the account, a session and a device are named.
std::string attempts(const test::Service& service) {
  return service.database
      .value(
          "SELECT string_agg(coalesce(failure_reason, 'signed in') || CASE WHEN account_id IS "
          "NULL THEN '' ELSE ' account' END || CASE WHEN session_id IS NULL THEN '' ELSE ' "
          "session' END || CASE WHEN device_id IS NULL THEN '' ELSE ' device' END || CASE WHEN "
          "is_successful = (failure_reason IS NULL) THEN '' ELSE ' CONTRADICTION' END, ', ' "
          "ORDER BY attempted_at, id) FROM login_attempts")
      .value_or("");
}

TEST(SignInAttempt, IsRecordedWithItsOutcomeWhateverThatIs) {
  test::Service service;
  const auto signed_up = service.sign_up("rahim@example.com", password);
  service.database.execute("DELETE FROM login_attempts");
  const auto attempt = [&](const std::string& secret, const std::string& from = {}) {
    service.clock.advance(1s);
    return service.sign_in("rahim@example.com", secret, from).status;
  };
  EXPECT_EQ(attempt("wrong wrong wrong"), 401);
  EXPECT_EQ(attempt(password), 200);
  service.database.execute("UPDATE accounts SET status = 'locked'");
  EXPECT_EQ(attempt("wrong wrong wrong"), 401);
  EXPECT_EQ(attempt(password), 403);
  service.database.execute("UPDATE accounts SET status = 'suspended'");
  EXPECT_EQ(attempt(password), 403);
  service.database.execute(
      R"(UPDATE accounts SET status = 'active';
         UPDATE security_profiles SET restrictions = '{"networks":["10.0.0.0/8"]}')");
  EXPECT_EQ(attempt(password), 403);
  EXPECT_EQ(attempt(password, "10.1.2.3"), 200);
  EXPECT_EQ(attempts(service),
            "wrong_password account, signed in account session device, wrong_password account, "
            "account_locked account, account_suspended account, restricted account, signed in "
            "account session device");
  const auto by_device = R"({"identifier":"rahim@example.com","password":"wrong wrong wrong",)"
                         R"("device_token":")" +
                         signed_up.text("/device_token") + "\"}";
  service.clock.advance(1s);
  EXPECT_EQ(service.post("/v1/sign-ins", by_device).status, 401);
  EXPECT_TRUE(attempts(service).ends_with(", wrong_password account device"));
}

TEST(SignInAttempt, OnAnUnknownNameIsRecordedWithoutTheName) {
  test::Service service;
  const std::vector<std::string> names{"nobody@example.com", "NOBODY@example.com", "01712345678",
                                       "nobody.at.all", "my secret passphrase, in the wrong field"};
  for (const auto& name : names) {
    service.clock.advance(1s);
    EXPECT_EQ(service.sign_in(name, password, "198.51.100.23").status, 401) << name;
  }
  EXPECT_EQ(attempts(service),
            "unknown_identifier, unknown_identifier, unknown_identifier, unknown_identifier, "
            "unknown_identifier");
  EXPECT_EQ(service.database.value("SELECT count(DISTINCT identifier_mac) FROM login_attempts"),
            "4")
      << "one name in two spellings is one name";
  EXPECT_EQ(service.database.value("SELECT DISTINCT host(ip_address) || ' ' || user_agent FROM "
                                   "login_attempts"),
            "198.51.100.23 test");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM login_attempts a WHERE a::text ~* "
                                   "'nobody|1712345678|passphrase' OR encode(identifier_mac, "
                                   "'escape') ~* 'nobody|1712345678|passphrase'"),
            "0");
  EXPECT_EQ(service.database.value("SELECT count(*) FROM security_events"), "0");
}

TEST(SignInAttempt, ThatIsNotEvenTriedIsRecordedToo) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.database.execute("DELETE FROM login_attempts");
  for (const std::string name : {"rahim@example.com", "nobody@example.com"}) {
    for (int i = 0; i < 7; ++i) {
      service.clock.advance(1ms);
      EXPECT_EQ(service.sign_in(name, "wrong wrong wrong").status, i < 5 ? 401 : 429) << name;
    }
  }
  const auto repeat = [](const std::string& text, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text + ", ";
    return all;
  };
  EXPECT_EQ(attempts(service) + ", ", repeat("wrong_password account", 5) +
                                          repeat("throttled account", 2) +
                                          repeat("unknown_identifier", 5) + repeat("throttled", 2));
}

TEST(SignInAttempt, IsNoneWhenTheRequestIsMalformed) {
  test::Service service;
  EXPECT_EQ(service.post("/v1/sign-ins", "{}").status, 422);
  EXPECT_EQ(service.post("/v1/sign-ins", R"({"identifier":"rahim@example.com")").status, 400);
  EXPECT_EQ(attempts(service), "");
}

TEST(SignIn, WorksWithAUserName) {
  test::Service service;
  const auto rahim = service.sign_up("rahim@example.com", password);
  const auto karim = service.sign_up("karim@example.com", password);
  const auto name = records::parse_username("Rahim.Uddin_7");
  ASSERT_TRUE(name);
  EXPECT_EQ(add_identifier(service, rahim.text("/account/id"), *name), 1);
  for (const std::string written : {"Rahim.Uddin_7", "rahim.uddin_7", "RAHIM.UDDIN_7"}) {
    const auto answer = service.sign_in(written, password);
    ASSERT_EQ(answer.status, 200) << written;
    EXPECT_EQ(answer.text("/account/id"), rahim.text("/account/id"));
    EXPECT_EQ(answer.text("/account/username"), "Rahim.Uddin_7");
    EXPECT_EQ(answer.text("/account/email"), "rahim@example.com");
  }
  for (const std::string other : {"Rahim.Uddin", "Rahim.Uddin_77", "@Rahim.Uddin_7"})
    EXPECT_EQ(service.sign_in(other, password).status, 401) << other;
  EXPECT_EQ(
      add_identifier(service, karim.text("/account/id"), *records::parse_username("RAHIM.uddin_7")),
      0)
      << "it is somebody's";
  EXPECT_EQ(service.sign_in("rahim.uddin_7", password).text("/account/id"),
            rahim.text("/account/id"));
}

TEST(SignIn, DoesNotTakeAnAddressThatNobodyHasProved) {
  test::Service service;
  const auto rahim = service.sign_up("rahim@example.com", password).text("/account/id");
  const auto phone = records::parse_phone("01712345678", "BD");
  ASSERT_TRUE(phone);
  EXPECT_EQ(add_identifier(service, rahim, *phone), 1);
  EXPECT_EQ(service.sign_in("01712345678", password).code(), "invalid_credentials");
  service.database.execute("UPDATE account_identifiers SET verified_at = now()");
  EXPECT_EQ(service.sign_in("01712345678", password).status, 200);
}

TEST(SignIn, KeepsTheHoursOfTheSecurityProfile) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  service.database.execute(R"(UPDATE security_profiles SET restrictions =
      '{"hours":{"from":"08:00","to":"18:00","utc_offset_minutes":360}}')");
  const auto now = service.clock.now();
  // The next midnight of Dhaka, six hours before that of UTC.
  service.clock.advance(std::chrono::ceil<std::chrono::days>(now + 6h) - 6h - now);
  const auto code_after = [&](std::chrono::microseconds time) {
    service.clock.advance(time);
    return service.sign_in("rahim@example.com", password).code();
  };
  EXPECT_EQ(code_after(0h), "sign_in_restricted") << "midnight";
  EXPECT_EQ(code_after(8h - 1us), "sign_in_restricted");
  EXPECT_EQ(code_after(1us), "") << "eight o'clock";
  EXPECT_EQ(code_after(10h - 1us), "");
  EXPECT_EQ(code_after(1us), "sign_in_restricted") << "six o'clock";
  EXPECT_EQ(code_after(14h), "") << "the next morning";
  service.clock.advance(1us);
  EXPECT_EQ(service.sign_in("rahim@example.com", "wrong wrong wrong").code(),
            "invalid_credentials");
  EXPECT_EQ(attempts(service),
            "signed in account session device, restricted account, restricted account, signed in "
            "account session device, signed in account session device, restricted account, signed "
            "in account session device, wrong_password account");
}

}  // namespace
}  // namespace gatehouse
