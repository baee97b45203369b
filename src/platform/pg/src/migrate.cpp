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

// What was applied, and which of this program's migrations were not.
struct Compared {
  int version = 0;
  std::vector<const Migration*> missing;
};

// Throws QueryError when an applied migration's text has changed since.
Compared compare(Blocking& database) {
  const auto applied = database.run(sql::pg::list_migrations, {});
  const int count = PQntuples(applied.get());
  Compared compared;
  for (int row = 0; row < count; ++row) {
    const std::string_view number = PQgetvalue(applied.get(), row, 0);
    std::from_chars(number.data(), number.data() + number.size(), compared.version);
  }
  int row = 0;
  for (const auto& migration : migrations()) {
    if (row == count) {
      compared.missing.push_back(&migration);
      continue;
    }
    if (PQgetvalue(applied.get(), row, 1) != std::to_string(checksum(migration.text))) {
      throw QueryError(fmt::format("migration {} has changed since it was applied", migration.name),
                       "");
    }
    ++row;
  }
  return compared;
}

}  // namespace

MigrationReport migrate(const std::string& conninfo) {
  Blocking database(conninfo);
  database.run(sql::pg::lock_migrations, {});
  database.run(sql::pg::create_migrations, {});
  const auto compared = compare(database);
  MigrationReport report{.applied = {}, .version = compared.version};
  for (const auto* migration : compared.missing) {
    apply(database, *migration);
    report.applied.emplace_back(migration->name);
    report.version = migration->number;
  }
  return report;
}

SchemaState inspect_schema(const std::string& conninfo) {
  Blocking database(conninfo);
  SchemaState state;
  const auto found = database.run(sql::pg::find_migrations, {});
  if (std::string_view(PQgetvalue(found.get(), 0, 0)) != "t") {
    for (const auto& migration : migrations()) state.missing.emplace_back(migration.name);
    return state;
  }
  const auto compared = compare(database);
  state.version = compared.version;
  for (const auto* migration : compared.missing) state.missing.emplace_back(migration->name);
  return state;
}

}  // namespace gatehouse::pg
