#include <gatehouse/platform/pg/migrate.hpp>

#include <future>

#include <gtest/gtest.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/pg/errors.hpp>
#include <gatehouse/test/postgres.hpp>

namespace gatehouse::pg {
namespace {

TEST(Migrate, BringsAnEmptyDatabaseUpToDateOnce) {
  const auto database = test::empty_database();
  const auto first = migrate(database.conninfo());
  EXPECT_EQ(first.applied.size(), migrations().size());
  EXPECT_EQ(first.version, migrations().back().number);
  const auto second = migrate(database.conninfo());
  EXPECT_TRUE(second.applied.empty());
  EXPECT_EQ(second.version, first.version);
}

TEST(Migrate, ManyAtOnceApplyEachMigrationOnce) {
  const auto database = test::empty_database();
  std::vector<std::future<std::size_t>> runs;
  for (int i = 0; i < 6; ++i) {
    runs.push_back(std::async(std::launch::async, [conninfo = database.conninfo()] {
      return migrate(conninfo).applied.size();
    }));
  }
  std::size_t applied = 0;
  for (auto& run : runs) applied += run.get();
  EXPECT_EQ(applied, migrations().size());
  EXPECT_EQ(database.value("SELECT count(*) FROM schema_migrations"),
            std::to_string(migrations().size()));
}

TEST(Migrate, RefusesAMigrationThatWasEditedLater) {
  const auto database = test::fresh();
  database.execute("UPDATE schema_migrations SET checksum = checksum + 1 WHERE number = 2");
  try {
    migrate(database.conninfo());
    FAIL() << "applied over a changed migration";
  } catch (const QueryError& error) {
    EXPECT_NE(std::string(error.what()).find(migrations()[1].name), std::string::npos)
        << error.what();
  }
}

TEST(Migrate, LeavesADatabaseThatIsAheadAsItIs) {
  const auto database = test::fresh();
  database.execute("INSERT INTO schema_migrations VALUES (9999, 'from the future', 1)");
  const auto report = migrate(database.conninfo());
  EXPECT_TRUE(report.applied.empty());
  EXPECT_EQ(report.version, 9999);
}

TEST(Migrate, AMigrationThatFailsLeavesNothingOfItself) {
  const auto database = test::empty_database();
  const std::string last(migrations().back().name);
  // Noting the last one as applied fails, at the end of its transaction.
  database.execute(
      "CREATE TABLE schema_migrations (number integer PRIMARY KEY, name text NOT NULL CHECK (name "
      "<> '" +
      last + "'), checksum bigint NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
  EXPECT_THROW(migrate(database.conninfo()), QueryError);
  EXPECT_EQ(database.value("SELECT max(number) FROM schema_migrations"),
            std::to_string(migrations().back().number - 1));
  database.execute("ALTER TABLE schema_migrations DROP CONSTRAINT schema_migrations_name_check");
  EXPECT_EQ(migrate(database.conninfo()).applied, std::vector<std::string>{last});
}

TEST(Migrate, SaysThatTheServerCannotBeReached) {
  EXPECT_THROW(migrate("host=/nonexistent dbname=none"), Unavailable);
}

TEST(InspectSchema, NamesWhatIsMissingAndChangesNothing) {
  const auto database = test::empty_database();
  const auto none = inspect_schema(database.conninfo());
  EXPECT_EQ(none.version, 0);
  EXPECT_EQ(none.missing.size(), migrations().size());
  EXPECT_EQ(database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");

  migrate(database.conninfo());
  const auto all = inspect_schema(database.conninfo());
  EXPECT_EQ(all.version, migrations().back().number);
  EXPECT_TRUE(all.missing.empty());

  database.execute(
      "DELETE FROM schema_migrations WHERE number = (SELECT max(number) FROM schema_migrations)");
  const auto behind = inspect_schema(database.conninfo());
  EXPECT_EQ(behind.version, migrations().back().number - 1);
  EXPECT_EQ(behind.missing, std::vector<std::string>{std::string(migrations().back().name)});

  database.execute("UPDATE schema_migrations SET checksum = checksum + 1 WHERE number = 2");
  EXPECT_THROW(inspect_schema(database.conninfo()), QueryError);
}

TEST(InspectSchema, DoesNotRepeatAConnectionStringThatCannotBeRead) {
  for (const std::string secret :
       {"hunter2", "host=127.0.0.1 password=hunter2 hunter2 x", "postgres:/user:hunter2@host/db",
        "postgresql://u:hunter2@h/?hunter2=1", "password='hunter2"}) {
    try {
      inspect_schema(secret);
      FAIL() << secret;
    } catch (const std::exception& error) {
      EXPECT_EQ(std::string(error.what()).find("hunter2"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace gatehouse::pg
