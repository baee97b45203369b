#include <gatehouse/flows/maintenance.hpp>

#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <gatehouse/records/partitions.hpp>
#include <gatehouse/services/tokens/access_tokens.hpp>
#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::flows {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

class MaintenanceTest : public testing::Test {
 protected:
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  Maintenance maintenance(pg::Database& db) const { return {db, ring, rotation, {}, clock}; }
  Task<> round(pg::Database& db) const {
    auto one = maintenance(db);
    co_await one.run_once();
  }
  std::string ask(const std::string& sql) const { return server.value(sql).value_or(""); }
  bool has_partition(std::string_view table, Timestamp time) const {
    return server
        .value("SELECT to_regclass($1 || to_char($2::timestamptz AT TIME ZONE 'UTC', '_YYYY_MM'))",
               {std::string(table), format_rfc3339(time)})
        .has_value();
  }

  test::Database server = test::fresh();
  crypto::KeyRing ring{
      std::vector<crypto::KeyEncryptionKey>{{"test", Secret{std::string(32, 'k')}}}};
  services::KeyRotation rotation{.max_age = days{90}};
  ManualClock clock;
};

// The keys as an instance has them, and what it makes of tokens that it has not seen before.
struct Instance {
  services::SigningKeySet keys;
  services::Revocations revocations{900s};

  services::AccessTokens tokens() const { return {{"issuer", "audience"}, keys, revocations}; }
  Secret issue(Timestamp now) const {
    return tokens().issue({.account = AccountId::make(now), .session = SessionId::make(now)},
                          now + 24h, now);
  }
  bool accepts(const Secret& token, Timestamp now) const {
    return tokens().verify(token.reveal(), now).has_value();
  }
  std::string signs_with(Timestamp now) const { return keys.signing_key(now)->thumbprint(); }
  std::vector<std::string> published(Timestamp now) const {
    std::vector<std::string> kids;
    const auto jwks = keys.jwks(now);
    for (const auto& key : jwks.at("keys").as_array()) kids.emplace_back(key.at("kid").as_string());
    return kids;
  }
};

TEST_F(MaintenanceTest, AKeyFollowsTheOtherWithoutATokenBeingRefused) {
  run([this](pg::Database& db) -> Task<> {
    Instance instance;
    const auto turn = [&]() -> Task<> {
      co_await round(db);
      co_await instance.keys.load(db, ring, clock.now());
    };
    co_await turn();
    const auto old = instance.signs_with(clock.now());
    clock.advance(days{90} - 1s);
    co_await turn();
    EXPECT_EQ(instance.published(clock.now()), std::vector{old}) << "it is not old enough";

    clock.advance(1s);
    const auto before = instance.issue(clock.now());
    co_await turn();
    const auto both = instance.published(clock.now());
    EXPECT_EQ(both.size(), 2U);
    EXPECT_EQ(both.at(1), old);
    EXPECT_TRUE(instance.accepts(before, clock.now()));
    // Whoever reads the JWK Set has ten minutes for it.
    clock.advance(10min - 1s);
    EXPECT_EQ(instance.signs_with(clock.now()), old);
    const auto last = instance.issue(clock.now());
    clock.advance(1s);
    EXPECT_EQ(instance.signs_with(clock.now()), both.at(0));
    const auto first = instance.issue(clock.now());
    clock.advance(15min - 2s);
    EXPECT_TRUE(instance.accepts(first, clock.now()));
    EXPECT_TRUE(instance.accepts(last, clock.now())) << "up to its last second";
    clock.advance(1s);
    EXPECT_FALSE(instance.accepts(last, clock.now())) << "it has expired";
    EXPECT_EQ(instance.published(clock.now()).size(), 2U);
    // Nothing announces that a key's time is over: what is in memory leaves by the clock.
    clock.advance(10min + 1s);
    EXPECT_EQ(instance.published(clock.now()), std::vector{both.at(0)});
    EXPECT_EQ(instance.keys.find(old, clock.now()), nullptr);
    co_await turn();
    EXPECT_EQ(instance.published(clock.now()), std::vector{both.at(0)});
  });
}

TEST_F(MaintenanceTest, SeveralInstancesMayDoItAtOnce) {
  run([this](pg::Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    for (const auto later : {days{0}, days{91}, days{500}}) {
      clock.advance(later);
      int working = 4;
      for (int i = 0; i < 4; ++i) {
        boost::asio::co_spawn(executor, round(db), [&](const std::exception_ptr& failure) {
          --working;
          EXPECT_FALSE(failure);
        });
      }
      for (int i = 0; i < 1000 && working > 0; ++i) co_await runtime::sleep_for(10ms);
      EXPECT_EQ(working, 0);
    }
    EXPECT_EQ(ask("SELECT count(*) FROM signing_keys"), "3") << "one each time";
  });
}

TEST_F(MaintenanceTest, MonthsAreMadeAheadAndDroppedWhenTheirTableNeedsThemNoMore) {
  run([this](pg::Database& db) -> Task<> {
    server.execute(
        "INSERT INTO outbox (id, event_type, payload, created_at) VALUES "
        "(gen_random_uuid(), 'test', '{}', '2001-01-01')");
    const auto start = clock.now();
    co_await round(db);
    clock.advance(days{70});
    co_await round(db);
    for (const auto& table : records::partitioned_tables) {
      EXPECT_TRUE(has_partition(table.name, clock.now())) << table.name;
      EXPECT_TRUE(has_partition(table.name, clock.now() + days{31})) << table.name;
      const bool is_short = table.name == "outbox" || table.name == "deliveries";
      EXPECT_EQ(has_partition(table.name, start), !is_short) << table.name;
    }
    clock.advance(days{400 - 70});
    co_await round(db);
    EXPECT_TRUE(has_partition("audit_trails", start)) << "its last day is not old enough";
    clock.advance(days{32});
    co_await round(db);
    for (const auto& table : records::partitioned_tables)
      EXPECT_FALSE(has_partition(table.name, start)) << table.name;
    EXPECT_EQ(ask("SELECT count(*) FROM outbox WHERE created_at = '2001-01-01'"), "1")
        << "a row that no month had a place for stays";
  });
}

TEST_F(MaintenanceTest, WhatHasExpiredGoesInBatches) {
  run([this](pg::Database& db) -> Task<> {
    server.execute(
        "INSERT INTO registrations (id, identifier_kind, identifier_canonical, identifier_display, "
        "password_hash, account_type, locale, time_zone, code_mac, code_expires_at, resend_after, "
        "expires_at, created_at) SELECT gen_random_uuid(), 'email', n || '@example.com', '', '', "
        "'individual', 'en', 'UTC', '', now(), now(), now() + CASE WHEN n <= 2500 THEN -1 ELSE 1 "
        "END * "
        "interval '1 hour', now() FROM generate_series(1, 2510) n;"
        "INSERT INTO throttles SELECT int4send(n), '*', 'password', 1, false, 'epoch', now() - "
        "CASE "
        "WHEN n <= 2500 THEN 25 ELSE 23 END * interval '1 hour' FROM generate_series(1, 2510) n;"
        "INSERT INTO accounts (id, account_type, locale, time_zone, created_at, updated_at) VALUES "
        "('00000000-0000-7000-8000-000000000001', 'individual', 'en', 'UTC', now(), now());"
        "INSERT INTO user_sessions (account_id, id, device_id, ip_address, user_agent, acr, amr, "
        "auth_time, expires_at, ended_at, created_at) SELECT "
        "'00000000-0000-7000-8000-000000000001', "
        "gen_random_uuid(), gen_random_uuid(), '192.0.2.1', '', 'aal1', '{pwd}', now(), CASE WHEN "
        "n <= "
        "1250 THEN now() - interval '91 days' ELSE now() + interval '1 day' END, CASE WHEN n > "
        "1250 AND n "
        "<= 2500 THEN now() - interval '91 days' WHEN n <= 2505 THEN now() - interval '89 days' "
        "END, now() "
        "FROM generate_series(1, 2510) n");
    const auto left = [this] {
      return ask(
          "SELECT concat_ws(' ', (SELECT count(*) FROM registrations), (SELECT count(*) FROM "
          "throttles), (SELECT count(*) FROM user_sessions))");
    };
    EXPECT_EQ(left(), "2510 2510 2510");
    co_await round(db);
    EXPECT_EQ(left(), "1510 1510 1510") << "a thousand a round";
    co_await round(db);
    co_await round(db);
    EXPECT_EQ(left(), "10 10 10");
    co_await round(db);
    EXPECT_EQ(left(), "10 10 10") << "what is not over stays";
  });
}

TEST_F(MaintenanceTest, SignInsThatWereLeftAreRecordedOnceEachWhoeverSweeps) {
  run([this](pg::Database& db) -> Task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    server.execute(
        "INSERT INTO accounts (id, account_type, locale, time_zone, created_at, updated_at) VALUES "
        "('00000000-0000-7000-8000-000000000001', 'individual', 'en', 'UTC', now(), now());"
        "INSERT INTO sign_ins (id, account_id, purpose, state, identifier_mac, device_claim, "
        "ip_address, user_agent, expires_at, created_at) SELECT gen_random_uuid(), "
        "CASE WHEN n % 4 <> 2 THEN '00000000-0000-7000-8000-000000000001'::uuid END, "
        "CASE WHEN n % 4 = 1 THEN 'step_up' WHEN n % 4 = 2 THEN 'passkey' ELSE 'password' END, "
        "CASE WHEN n % 4 = 3 THEN 'complete' ELSE 'open' END, '', '{}', '192.0.2.1', 'test', '" +
        format_rfc3339(clock.now()) + "'::timestamptz - CASE WHEN n <= 3000 THEN 2 ELSE 0 END * " +
        "interval '1 minute', now() FROM generate_series(1, 3400) n");
    for (int i = 0; i < 2; ++i) {
      int working = 3;
      for (int k = 0; k < 3; ++k) {
        boost::asio::co_spawn(executor, round(db), [&](const std::exception_ptr& failure) {
          --working;
          EXPECT_FALSE(failure);
        });
      }
      for (int k = 0; k < 3000 && working > 0; ++k) co_await runtime::sleep_for(10ms);
      EXPECT_EQ(working, 0);
    }
    EXPECT_EQ(ask("SELECT count(*) FROM sign_ins"), "400") << "those whose time is not over";
    EXPECT_EQ(ask("SELECT count(*) FROM login_attempts WHERE failure_reason = "
                  "'second_factor_missing' AND NOT is_successful"),
              "750");
    EXPECT_EQ(ask("SELECT count(*) FROM security_events WHERE event_type = 'sign_in.failed'"),
              "750");
    EXPECT_EQ(ask("SELECT count(*) FROM outbox"), "750");
  });
}

}  // namespace
}  // namespace gatehouse::flows
