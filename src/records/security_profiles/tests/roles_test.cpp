#include <gatehouse/records/security_profiles/roles.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::records {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

class RolesTest : public testing::Test {
 protected:
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  static Task<std::int64_t> set(pg::Database& db, Role role) {
    pg::Transaction tx{db};
    const auto rows = Roles{tx}.set(role);
    co_await tx.commit();
    co_return rows.value();
  }
  static Task<std::vector<Role>> list(pg::Database& db) {
    auto tx = pg::Transaction::reading(db);
    co_return co_await Roles{tx}.list().get();
  }

  test::Database server = test::fresh();
  Timestamp start = std::chrono::floor<std::chrono::seconds>(SystemClock{}.now());
};

TEST_F(RolesTest, AreMadeAndGivenOtherPermissionsByTheSameStatement) {
  run([this](pg::Database& db) -> Task<> {
    const auto before = (co_await list(db)).size();
    EXPECT_EQ(co_await set(db, {"auditor", {"audit.read"}, start}), 1);
    EXPECT_EQ(co_await set(db, {"auditor", {"accounts.read", "audit.read"}, start + 1h}), 1);
    const auto all = co_await list(db);
    EXPECT_EQ(all.size(), before + 1);
    const auto auditor = std::ranges::find(all, "auditor", &Role::name);
    EXPECT_NE(auditor, all.end());
    if (auditor == all.end()) co_return;
    EXPECT_EQ(auditor->permissions, (Texts{"accounts.read", "audit.read"}));
    EXPECT_EQ(auditor->created_at, start) << "it was made once";
  });
}

TEST_F(RolesTest, AreListedByTheirNames) {
  run([this](pg::Database& db) -> Task<> {
    co_await set(db, {"auditor", {}, start});
    Texts names;
    for (const auto& one : co_await list(db)) names.push_back(one.name);
    EXPECT_EQ(names, (Texts{"auditor", "operator", "support"}));
  });
}

TEST_F(RolesTest, AreLockedByOneChangeUntilItsEnd) {
  run([this](pg::Database& db) -> Task<> {
    pg::Transaction first{db};
    const auto locked = co_await Roles{first}.lock("support").get();
    EXPECT_TRUE(locked.has_value());
    if (locked) EXPECT_EQ(locked->permissions, Texts{"accounts.read"});
    EXPECT_FALSE((co_await Roles{first}.lock("nobody's").get()).has_value());
    const auto is_free = [this](const std::string& name) {
      return server.value("SELECT 1 FROM roles WHERE name = $1 FOR UPDATE SKIP LOCKED", {name})
          .has_value();
    };
    EXPECT_FALSE(is_free("support"));
    EXPECT_TRUE(is_free("operator"));
    co_await first.commit();
    EXPECT_TRUE(is_free("support"));
  });
}

}  // namespace
}  // namespace gatehouse::records
