// Commands that look leave the schema as it is.
#include <gtest/gtest.h>

#include <gatehouse/platform/pg/migrate.hpp>

#include "command.hpp"

namespace gatehouse::cli {
namespace {

using Words = std::vector<std::string>;

const std::vector<Words> looking{
    {"user-count"},      {"deliveries", "dead"},         {"doctor"},
    {"profile", "list"}, {"profile", "show", "default"}, {"role", "list"}};

TEST(Schema, ThatIsMissingIsSaidSoAndNotMade) {
  const auto database = test::empty_database();
  for (const auto& line : looking) {
    const auto outcome = run(line, beside(database));
    EXPECT_EQ(outcome.code, 1) << testing::PrintToString(line);
    EXPECT_NE(outcome.all().find("bring it up to date with \"gatehouse migrate\""),
              std::string::npos)
        << outcome.all();
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
  EXPECT_EQ(run({"migrate"}, beside(database)).code, 0);
  for (const auto& line : looking)
    EXPECT_EQ(run(line, beside(database)).code, 0) << testing::PrintToString(line);
}

TEST(Schema, ThatIsBehindIsSaidSoByNameAndNotTouched) {
  const auto database = test::fresh();
  const auto& last = pg::migrations().back();
  database.execute("DELETE FROM schema_migrations WHERE number = " + std::to_string(last.number));
  for (const auto& line : looking) {
    const auto outcome = run(line, beside(database));
    EXPECT_EQ(outcome.code, 1) << testing::PrintToString(line);
    EXPECT_NE(outcome.all().find(last.name), std::string::npos) << outcome.all();
  }
  EXPECT_EQ(database.value("SELECT max(number) FROM schema_migrations"),
            std::to_string(last.number - 1));
}

TEST(Schema, ThatIsAheadIsNoObstacle) {
  const auto database = test::fresh();
  database.execute("INSERT INTO schema_migrations VALUES (9999, '9999_later', 1)");
  for (const auto& line : looking)
    EXPECT_EQ(run(line, beside(database)).code, 0) << testing::PrintToString(line);
}

TEST(Migrate, SaysWhatItDid) {
  const auto database = test::empty_database();
  const auto first = run({"migrate"}, beside(database));
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_NE(first.out.find("applied 0001_accounts\n"), std::string::npos);
  const auto second = run({"migrate"}, beside(database));
  EXPECT_EQ(second.out, "schema version " + std::to_string(pg::migrations().back().number) + "\n");
}

TEST(DeliveriesDead, ListsWhatWasGivenUpWithoutItsContent) {
  const auto database = test::fresh();
  database.execute(
      "INSERT INTO deliveries (id, channel, recipient, message, locale, status, attempts, "
      "next_attempt_at, "
      "last_error, expires_at, created_at) VALUES ('01890000-0000-7000-8000-000000000001', "
      "'email', "
      "'rahim@example.com', 'new_device', 'en', 'dead', 10, now(), 'mailbox full', now(), now())");
  const auto outcome = run({"deliveries", "dead"}, beside(database));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  for (const auto* part : {"dlv_", "\temail\t", "\tnew_device\t", "\t10\t", "mailbox full\n"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.out.find("rahim"), std::string::npos) << outcome.out;
}

}  // namespace
}  // namespace gatehouse::cli
