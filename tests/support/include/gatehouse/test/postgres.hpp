// A real PostgreSQL for tests. `./dev test` starts one for the whole run and announces it in
// GATEHOUSE_TEST_POSTGRES; a test program that is started alone starts one of its own at the first
// use and stops it at its end.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::test {

/// A database of one test, dropped with the object, connections or not.
class Database {
 public:
  Database(Database&& other) noexcept
      : name_(std::exchange(other.name_, {})), conninfo_(std::move(other.conninfo_)) {}
  Database& operator=(Database&&) = delete;
  ~Database();

  /// libpq connection string (a superuser: tests arrange and inspect freely).
  const std::string& conninfo() const noexcept { return conninfo_; }
  const std::string& name() const noexcept { return name_; }

  /// Runs statements separated by semicolons; throws std::runtime_error with the server's message.
  void execute(const std::string& sql) const;
  /// The first column of the first row as text; empty when there is no row or the value is NULL.
  /// `arguments` are $1, $2 …
  std::optional<std::string> value(const std::string& sql,
                                   const std::vector<std::string>& arguments = {}) const;

 private:
  friend Database fresh();
  friend Database empty_database();
  explicit Database(const std::string& template_name);

  std::string name_;
  std::string conninfo_;
};

/// A clone of the migrated template (about 54 ms). The template is made once per server from
/// db/migrations.
Database fresh();

/// A database without any table.
Database empty_database();

/// Server settings that trade durability for speed. Only for clusters that nobody will miss.
std::vector<std::pair<std::string, std::string>> quick_settings();

/// Connection string of a superuser in the maintenance database of the server that tests share.
const std::string& postgres_conninfo();

}  // namespace gatehouse::test
