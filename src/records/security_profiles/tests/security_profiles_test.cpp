#include <gatehouse/records/security_profiles.hpp>

#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/pg/listener.hpp>
#include <gatehouse/records/security_profiles/roles.hpp>
#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::records {
namespace {

using namespace std::chrono_literals;

class SecurityProfilesTest : public testing::Test {
 protected:
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  // Every member differs from what the table would give it.
  SecurityProfile auditors() const {
    return {.id = SecurityProfileId::make(start),
            .profile_name = "auditors",
            .permissions = {"accounts.read", "audit.read"},
            .restrictions = boost::json::value{{"networks", {"10.0.0.0/8"}}},
            .mfa_required = true,
            .allowed_methods = {"hardware_key", "totp"},
            .trusted_device_days = 3,
            .enrolment_grace_days = 4,
            .minimum_acr = boost::json::value{{"password.change", "aal3"}},
            .session_timeout = 5,
            .absolute_session_timeout = 6,
            .max_sessions = 7,
            .is_active = false,
            .created_at = start,
            .updated_at = start + 1s};
  }
  // Rows that the change affects.
  static Task<std::int64_t> affected(
      pg::Database& db, const std::function<pg::Pending<std::int64_t>(SecurityProfiles)>& change) {
    pg::Transaction tx{db};
    const auto rows = change(SecurityProfiles{tx});
    co_await tx.commit();
    co_return rows.value();
  }
  static Task<std::int64_t> create(pg::Database& db, const SecurityProfile& profile) {
    co_return co_await affected(db, [&](SecurityProfiles all) { return all.create(profile); });
  }
  static Task<std::int64_t> update(pg::Database& db, const SecurityProfile& profile) {
    co_return co_await affected(db, [&](SecurityProfiles all) { return all.update(profile); });
  }
  static Task<std::optional<SecurityProfile>> find(pg::Database& db, std::string name) {
    auto tx = pg::Transaction::reading(db);
    co_return co_await SecurityProfiles{tx}.find(std::move(name)).get();
  }
  static void expect_same(const SecurityProfile& found, const SecurityProfile& expected) {
    EXPECT_EQ(found.id, expected.id);
    EXPECT_EQ(found.profile_name, expected.profile_name);
    EXPECT_EQ(found.permissions, expected.permissions);
    EXPECT_EQ(found.restrictions, expected.restrictions);
    EXPECT_EQ(found.mfa_required, expected.mfa_required);
    EXPECT_EQ(found.allowed_methods, expected.allowed_methods);
    EXPECT_EQ(found.trusted_device_days, expected.trusted_device_days);
    EXPECT_EQ(found.enrolment_grace_days, expected.enrolment_grace_days);
    EXPECT_EQ(found.minimum_acr, expected.minimum_acr);
    EXPECT_EQ(found.session_timeout, expected.session_timeout);
    EXPECT_EQ(found.absolute_session_timeout, expected.absolute_session_timeout);
    EXPECT_EQ(found.max_sessions, expected.max_sessions);
    EXPECT_EQ(found.is_active, expected.is_active);
    EXPECT_EQ(found.created_at, expected.created_at);
    EXPECT_EQ(found.updated_at, expected.updated_at);
  }
  std::string account_with(const std::string& profile) const {
    const auto id = AccountId::make(start).uuid.text();
    server.value(
        "INSERT INTO accounts (id, account_type, locale, time_zone, created_at, updated_at, "
        "security_profile_id) SELECT $1, 'individual', 'en', 'UTC', now(), now(), p.id "
        "FROM security_profiles p WHERE p.profile_name = $2 RETURNING 1",
        {id, profile});
    return id;
  }

  test::Database server = test::fresh();
  // As exact as the table keeps it.
  Timestamp start = std::chrono::floor<std::chrono::seconds>(SystemClock{}.now());
};

TEST_F(SecurityProfilesTest, AreThereFromTheBeginningForEverybodyAndForOperators) {
  run([](pg::Database& db) -> Task<> {
    auto tx = pg::Transaction::reading(db);
    const auto all = co_await SecurityProfiles{tx}.list().get();
    EXPECT_EQ(all.size(), 2U);
    if (all.size() != 2) co_return;
    EXPECT_EQ(all[0].profile_name, default_profile_name);
    EXPECT_EQ(all[0].id, default_profile_id) << "the code knows it by its id";
    EXPECT_FALSE(all[0].mfa_required);
    EXPECT_EQ(all[1].profile_name, "operator");
    EXPECT_TRUE(all[1].mfa_required);
    EXPECT_EQ(all[1].trusted_device_days, 0);
  });
}

TEST_F(SecurityProfilesTest, AreKeptAsTheyWereWritten) {
  run([this](pg::Database& db) -> Task<> {
    const auto made = auditors();
    EXPECT_EQ(co_await create(db, made), 1);
    const auto found = co_await find(db, "auditors");
    EXPECT_TRUE(found.has_value());
    if (found) expect_same(*found, made);
    EXPECT_FALSE((co_await find(db, "Auditors")).has_value()) << "a name is itself alone";
  });
}

TEST_F(SecurityProfilesTest, AreListedByTheirNames) {
  run([this](pg::Database& db) -> Task<> {
    co_await create(db, auditors());
    auto tx = pg::Transaction::reading(db);
    const auto all = co_await SecurityProfiles{tx}.list().get();
    std::vector<std::string> names;
    for (const auto& one : all) names.push_back(one.profile_name);
    EXPECT_EQ(names, (std::vector<std::string>{"auditors", "default", "operator"}));
  });
}

TEST_F(SecurityProfilesTest, HaveANameThatIsTakenOnce) {
  run([this](pg::Database& db) -> Task<> {
    const auto made = auditors();
    co_await create(db, made);
    auto other = made;
    other.id = SecurityProfileId::make(start + 1h);
    other.max_sessions = 1;
    EXPECT_EQ(co_await create(db, other), 0);
    expect_same(*(co_await find(db, "auditors")), made);
  });
}

TEST_F(SecurityProfilesTest, AreChangedInAllButTheirNameAndBirth) {
  run([this](pg::Database& db) -> Task<> {
    auto profile = auditors();
    co_await create(db, profile);
    const auto operators = co_await find(db, "operator");
    profile.permissions = {};
    profile.restrictions = boost::json::object{};
    profile.mfa_required = false;
    profile.allowed_methods = {"sms"};
    profile.trusted_device_days = 30;
    profile.enrolment_grace_days = 40;
    profile.minimum_acr = boost::json::object{};
    profile.session_timeout = 50;
    profile.absolute_session_timeout = 60;
    profile.max_sessions = 70;
    profile.is_active = true;
    profile.updated_at = start + 2h;
    auto given = profile;
    given.profile_name = "inspectors";
    given.created_at = start + 2h;
    EXPECT_EQ(co_await update(db, given), 1);
    expect_same(*(co_await find(db, "auditors")), profile);
    expect_same(*(co_await find(db, "operator")), *operators);
    given.id = SecurityProfileId::make(start + 3h);
    EXPECT_EQ(co_await update(db, given), 0) << "there is none of this id";
  });
}

TEST_F(SecurityProfilesTest, RefuseTimesAndNumbersThatLetNobodyIn) {
  run([this](pg::Database& db) -> Task<> {
    for (const auto member :
         {&SecurityProfile::session_timeout, &SecurityProfile::absolute_session_timeout,
          &SecurityProfile::max_sessions}) {
      auto profile = auditors();
      profile.*member = 0;
      bool is_refused = false;
      try {
        co_await create(db, profile);
      } catch (const std::exception&) {
        is_refused = true;
      }
      EXPECT_TRUE(is_refused);
    }
    EXPECT_FALSE((co_await find(db, "auditors")).has_value());
  });
}

TEST_F(SecurityProfilesTest, AreFoundByTheirAccounts) {
  run([this](pg::Database& db) -> Task<> {
    const auto account = AccountId{*Uuid::parse(account_with("operator"))};
    auto tx = pg::Transaction::reading(db);
    SecurityProfiles profiles{tx};
    EXPECT_EQ(co_await profiles.find_name_of(account).get(), "operator");
    EXPECT_EQ(co_await profiles.find_name_of(AccountId::make(start + 1h)).get(), std::nullopt);
  });
}

TEST_F(SecurityProfilesTest, AreLockedByOneChangeUntilItsEnd) {
  run([this](pg::Database& db) -> Task<> {
    co_await create(db, auditors());
    pg::Transaction first{db};
    const auto locked = co_await SecurityProfiles{first}.lock("auditors").get();
    EXPECT_TRUE(locked.has_value());
    const auto is_free = [this](const std::string& name) {
      // Whoever would wait for the row gets none.
      return server
          .value("SELECT 1 FROM security_profiles WHERE profile_name = $1 FOR UPDATE SKIP LOCKED",
                 {name})
          .has_value();
    };
    EXPECT_FALSE(is_free("auditors"));
    EXPECT_TRUE(is_free("operator"));
    EXPECT_TRUE(server
                    .value("SELECT 1 FROM security_profiles WHERE profile_name = 'auditors' "
                           "FOR KEY SHARE SKIP LOCKED")
                    .has_value())
        << "accounts that get the profile do not wait";
    EXPECT_FALSE((co_await SecurityProfiles{first}.lock("nobody's").get()).has_value());
    co_await first.commit();
    EXPECT_TRUE(is_free("auditors"));
  });
}

TEST_F(SecurityProfilesTest, TellEveryInstanceWhenTheyChange) {
  run([this](pg::Database& db) -> Task<> {
    int heard = 0;
    const auto executor = co_await boost::asio::this_coro::executor;
    const pg::Listener listener(
        executor, server.conninfo(), {std::string(access_rules_channel)},
        {.on_ready = [] {},
         .on_notification = [&](std::string_view, std::string_view) { ++heard; }});
    const auto hears = [&](int count) -> Task<bool> {
      for (int i = 0; i < 1000 && heard < count; ++i) co_await runtime::sleep_for(10ms);
      co_return heard == count;
    };
    for (int i = 0; i < 1000 && !listener.is_ready(); ++i) co_await runtime::sleep_for(10ms);
    auto profile = auditors();
    co_await create(db, profile);
    EXPECT_TRUE(co_await hears(1));
    profile.max_sessions = 1;
    co_await update(db, profile);
    EXPECT_TRUE(co_await hears(2));
    pg::Transaction tx{db};
    Roles{tx}.set({"auditor", {}, start});
    co_await tx.commit();
    EXPECT_TRUE(co_await hears(3)) << "roles are told the same way";
  });
}

}  // namespace
}  // namespace gatehouse::records
