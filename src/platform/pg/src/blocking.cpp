#include "blocking.hpp"

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/pg/errors.hpp>

namespace gatehouse::pg {

namespace {

// libpq's own words for what it cannot read repeat parts of the string, which holds a password.
void require_readable(const std::string& conninfo) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(conninfo.c_str(), &problem), &PQconninfoFree);
  PQfreemem(problem);
  if (!options) throw Unavailable("PostgreSQL: the connection string cannot be read");
}

// Ten seconds a host, unless the connection string says otherwise: it stands last and wins.
PGconn* connect(const std::string& conninfo) {
  require_readable(conninfo);
  const char* keywords[] = {"connect_timeout", "dbname", nullptr};
  const char* values[] = {"10", conninfo.c_str(), nullptr};
  return PQconnectdbParams(keywords, values, 1);
}

}  // namespace

Blocking::Blocking(const std::string& conninfo) : connection_(connect(conninfo), &PQfinish) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    throw Unavailable(std::string("PostgreSQL: ") + PQerrorMessage(connection_.get()));
  }
  PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
}

Blocking::Result Blocking::run(const std::string& text) {
  return check(PQexec(connection_.get(), text.c_str()), text.substr(0, 60));
}

Blocking::Result Blocking::run(Sql statement, const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  for (const auto& parameter : parameters) values.push_back(parameter.c_str());
  return check(
      PQexecParams(connection_.get(), statement.text.data(), static_cast<int>(values.size()),
                   nullptr, values.data(), nullptr, nullptr, 0),
      statement.name);
}

Blocking::Result Blocking::check(PGresult* raw, std::string_view what) {
  Result result(raw, &PQclear);
  const auto status = PQresultStatus(raw);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    const char* state = PQresultErrorField(raw, PG_DIAG_SQLSTATE);
    throw QueryError(std::string(what) + ": " + PQerrorMessage(connection_.get()),
                     state == nullptr ? "" : state);
  }
  return result;
}

}  // namespace gatehouse::pg
