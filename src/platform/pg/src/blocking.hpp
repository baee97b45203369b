// A blocking connection for the start of the program and for tests.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <libpq-fe.h>

#include <gatehouse/platform/pg/sql.hpp>

namespace gatehouse::pg {

class Blocking {
 public:
  using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  /// Throws Unavailable.
  explicit Blocking(const std::string& conninfo);

  /// One or more statements without parameters. Throws QueryError.
  Result run(const std::string& text);
  /// One statement with text parameters. Throws QueryError.
  Result run(Sql statement, const std::vector<std::string>& parameters);
  PGconn* raw() noexcept { return connection_.get(); }

 private:
  Result check(PGresult* result, std::string_view what);

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace gatehouse::pg
