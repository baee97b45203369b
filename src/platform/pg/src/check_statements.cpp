#include <algorithm>

#include <fmt/format.h>

#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/pg/query.hpp>

#include "blocking.hpp"

namespace gatehouse::pg {
namespace {

// Types whose binary form is the same.
bool same_type(Oid server, Oid code) {
  return server == code || (server == oids::varchar && code == oids::text);
}

void check_parameters(const Statement& statement, const PGresult* description,
                      std::vector<std::string>& problems) {
  const auto expected = statement.parameters();
  const int count = PQnparams(description);
  if (static_cast<std::size_t>(count) != expected.size()) {
    problems.push_back(fmt::format("{}: the statement takes {} parameters, the code gives {}",
                                   statement.name(), count, expected.size()));
    return;
  }
  for (int i = 0; i < count; ++i) {
    const auto server = PQparamtype(description, i);
    if (!same_type(server, expected[static_cast<std::size_t>(i)])) {
      problems.push_back(fmt::format("{}: parameter ${} has type {}, the code gives {}",
                                     statement.name(), i + 1, server,
                                     expected[static_cast<std::size_t>(i)]));
    }
  }
}

void check_columns(const Statement& statement, const PGresult* description,
                   std::vector<std::string>& problems) {
  const auto expected = statement.columns();
  if (expected.empty()) return;
  const int count = PQnfields(description);
  if (static_cast<std::size_t>(count) != expected.size()) {
    problems.push_back(fmt::format("{}: the statement returns {} columns, the code reads {}",
                                   statement.name(), count, expected.size()));
    return;
  }
  for (int i = 0; i < count; ++i) {
    const auto& column = expected[static_cast<std::size_t>(i)];
    const std::string_view name = PQfname(description, i);
    const bool named = column.name.empty() || name == column.name;
    if (!named || !same_type(PQftype(description, i), column.oid)) {
      problems.push_back(fmt::format("{}: column {} is {} of type {}, the code reads {} of type {}",
                                     statement.name(), i + 1, name, PQftype(description, i),
                                     column.name, column.oid));
    }
  }
}

}  // namespace

std::vector<std::string> check_statements(const std::string& conninfo) {
  Blocking database(conninfo);
  std::vector<std::string> problems;
  for (const auto* statement : statements()) {
    const auto& name = statement->prepared_name();
    // With the types that the code gives, as a connection prepares it: what does not fit is refused here.
    const Blocking::Result prepared(
        PQprepare(database.raw(), name.c_str(), statement->text(),
                  static_cast<int>(statement->parameters().size()), statement->parameters().data()),
        &PQclear);
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) {
      problems.push_back(fmt::format("{}: {}", name, PQresultErrorMessage(prepared.get())));
      continue;
    }
    const Blocking::Result description(PQdescribePrepared(database.raw(), name.c_str()), &PQclear);
    check_parameters(*statement, description.get(), problems);
    check_columns(*statement, description.get(), problems);
  }
  return problems;
}

}  // namespace gatehouse::pg
