#include <stdexcept>

#include <gtest/gtest.h>

#include <gatehouse/test/postgres.hpp>
#include <gatehouse/test/redis.hpp>

namespace gatehouse::test {
namespace {

TEST(TestKit, gives_each_test_a_migrated_database_of_its_own) {
  const Database one = fresh();
  const Database two = fresh();
  one.execute("INSERT INTO roles (name) VALUES ('only_here')");
  EXPECT_EQ(one.value("SELECT name FROM roles WHERE name = $1", {"only_here"}), "only_here");
  EXPECT_EQ(two.value("SELECT name FROM roles WHERE name = $1", {"only_here"}), std::nullopt);
}

TEST(TestKit, drops_a_database_with_its_object) {
  std::string name;
  {
    const Database database = empty_database();
    name = database.name();
    EXPECT_EQ(database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
  }
  const Database other = empty_database();
  EXPECT_EQ(other.value("SELECT count(*) FROM pg_database WHERE datname = $1", {name}), "0");
}

TEST(TestKit, says_what_the_database_refused) {
  const Database database = empty_database();
  EXPECT_THROW(database.execute("SELECT no_such_column"), std::runtime_error);
}

TEST(TestKit, redis_can_be_stopped_and_started) {
  RedisServer server;
  const auto port = server.port();
  server.stop();
  server.start();
  EXPECT_EQ(server.port(), port);
}

TEST(TestKit, ports_differ) { EXPECT_NE(free_port(), free_port()); }

}  // namespace
}  // namespace gatehouse::test
