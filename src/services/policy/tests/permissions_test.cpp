#include <gatehouse/services/policy/permissions.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/test/postgres.hpp>

namespace gatehouse::services {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

Task<> load(Permissions& permissions, pg::Database& database) {
  while (!database.is_connected()) co_await runtime::sleep_for(5ms);
  co_await permissions.load(database);
}

void load(Permissions& permissions, const test::Database& of) {
  boost::asio::io_context context;
  pg::Database database(context.get_executor(), {.conninfo = of.conninfo()});
  std::exception_ptr failure;
  boost::asio::co_spawn(context, load(permissions, database), [&](std::exception_ptr error) {
    failure = error;
    context.stop();
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
}

TEST(Permissions, AreNoneBeforeTheyAreLoaded) {
  const Permissions permissions;
  EXPECT_EQ(permissions.of({"operator"}, std::nullopt), Names{});
}

TEST(Permissions, AreThoseOfEveryRoleOnce) {
  const auto database = test::fresh();
  database.execute("INSERT INTO roles (name, permissions) VALUES ('a', '{x,y}'), ('b', '{y,a}')");
  Permissions permissions;
  load(permissions, database);
  EXPECT_EQ(permissions.of({}, std::nullopt), Names{});
  EXPECT_EQ(permissions.of({"a"}, std::nullopt), (Names{"x", "y"}));
  EXPECT_EQ(permissions.of({"b", "a", "a"}, std::nullopt), (Names{"a", "x", "y"}));
  EXPECT_EQ(permissions.of({"nobody", "A", ""}, std::nullopt), Names{});
  EXPECT_EQ(permissions.of({"support"}, std::nullopt), Names{"accounts.read"});
  EXPECT_EQ(permissions.of({"operator"}, std::nullopt),
            (Names{"accounts.read", "accounts.write", "operator", "sessions.revoke"}));
}

TEST(Permissions, AreThoseOfTheProfileToo) {
  const auto database = test::fresh();
  database.execute(
      "UPDATE security_profiles SET permissions = '{everyone}' WHERE profile_name = 'default'");
  Permissions permissions;
  load(permissions, database);
  const SecurityProfileId operators{*Uuid::parse("00000000-0000-7000-8000-000000000002")};
  const SecurityProfileId unknown{*Uuid::parse("00000000-0000-7000-8000-000000000003")};
  EXPECT_EQ(permissions.of({}, std::nullopt), Names{"everyone"});
  EXPECT_EQ(permissions.of({}, operators),
            (Names{"accounts.read", "accounts.write", "sessions.revoke"}));
  EXPECT_EQ(permissions.of({"support"}, unknown), Names{"accounts.read"});

  database.execute(
      "UPDATE security_profiles SET is_active = false WHERE profile_name = 'operator'");
  EXPECT_EQ(permissions.of({}, operators).size(), 3U) << "until they are read again";
  load(permissions, database);
  EXPECT_EQ(permissions.of({}, operators), Names{}) << "an inactive profile gives none";
}

}  // namespace
}  // namespace gatehouse::services
