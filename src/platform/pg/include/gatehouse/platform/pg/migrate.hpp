// Bringing the schema up to date, and checking the code against it. Blocking: for the start of the program, the command
// line and tests.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::pg {

/// A file of db/migrations: NNNN_name.sql.
struct Migration {
  int number;
  std::string_view name;
  std::string_view text;
};

/// The migrations embedded in this program, in order.
std::span<const Migration> migrations() noexcept;

struct MigrationReport {
  std::vector<std::string> applied;  ///< names, in order
  int version = 0;                   ///< the schema's afterwards; may be higher than this program's
};

/// Applies what is missing, each migration in a transaction of its own, under an advisory lock. A database that is
/// ahead of this program is left as it is. Throws QueryError when a migration fails or an applied one's text has
/// changed since, Unavailable when the server cannot be reached.
MigrationReport migrate(const std::string& conninfo);

struct SchemaState {
  int version = 0;                   ///< of the last applied migration; 0: none was
  std::vector<std::string> missing;  ///< names of this program's migrations that were not applied
};

/// Looks at the schema and changes nothing. Throws QueryError when an applied migration's text has changed since,
/// Unavailable when the server cannot be reached.
SchemaState inspect_schema(const std::string& conninfo);

/// Prepares every statement of this program and compares parameters and columns with the code. Returns one line for
/// each disagreement. Throws Unavailable when the server cannot be reached.
std::vector<std::string> check_statements(const std::string& conninfo);

}  // namespace gatehouse::pg
