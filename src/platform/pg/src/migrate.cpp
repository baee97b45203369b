#include <gatehouse/platform/pg/migrate.hpp>

#include <charconv>
#include <cstdint>
#include <memory>

#include <fmt/format.h>
#include <libpq-fe.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/pg/errors.hpp>
#include <gatehouse_sql/pg.hpp>

#include "blocking.hpp"

namespace gatehouse::pg {
namespace {

// FNV-1a: notices an edited file, does not defend against an attacker who can already edit the program.
std::int64_t checksum(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return static_cast<std::int64_t>(hash);
}

void apply(Blocking& database, const Migration& migration) {
  database.run("BEGIN");
  database.run(std::string(migration.text));
  database.run(sql::pg::add_migration,
               {std::to_string(migration.number), std::string(migration.name),
                std::to_string(checksum(migration.text))});
  database.run("COMMIT");
}

}  // namespace

MigrationReport migrate(const std::string& conninfo) {
  Blocking database(conninfo);
  database.run(sql::pg::lock_migrations, {});
  database.run(sql::pg::create_migrations, {});
  const auto applied = database.run(sql::pg::list_migrations, {});
  MigrationReport report;
  const int count = PQntuples(applied.get());
  for (int row = 0; row < count; ++row) {
    const std::string_view number = PQgetvalue(applied.get(), row, 0);
    std::from_chars(number.data(), number.data() + number.size(), report.version);
  }
  int row = 0;
  for (const auto& migration : migrations()) {
    if (row < count) {
      if (PQgetvalue(applied.get(), row, 1) != std::to_string(checksum(migration.text))) {
        throw QueryError(
            fmt::format("migration {} has changed since it was applied", migration.name), "");
      }
      ++row;
      continue;
    }
    apply(database, migration);
    report.applied.emplace_back(migration.name);
    report.version = migration.number;
  }
  return report;
}

}  // namespace gatehouse::pg
