#include <gatehouse/test/postgres.hpp>

#include <cstdlib>
#include <functional>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/pg/private_server.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::test {
namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Rows = std::unique_ptr<PGresult, decltype(&PQclear)>;

Connection connect(const std::string& conninfo) {
  Connection connection(PQconnectdb(conninfo.c_str()), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
  PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
  return connection;
}

Rows check(PGconn* connection, PGresult* result) {
  Rows rows(result, &PQclear);
  const auto status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(PQerrorMessage(connection));
  }
  return rows;
}

Rows run(PGconn* connection, const std::string& sql) {
  return check(connection, PQexec(connection, sql.c_str()));
}

/// The later dbname wins in libpq.
std::string conninfo_of(const std::string& database) {
  return postgres_conninfo() + " dbname=" + database;
}

/// Changes with every migration, so that a server that lives long gets a new template.
std::string template_name() {
  std::string texts;
  for (const auto& migration : pg::migrations()) texts += migration.text;
  return fmt::format("template_{:016x}", std::hash<std::string>{}(texts));
}

/// Makes the migrated template unless the server has it. Test programs that start together agree
/// through a lock.
std::string make_template() {
  const std::string name = template_name();
  const auto admin = connect(postgres_conninfo());
  run(admin.get(), "SELECT pg_advisory_lock(7305)");
  const auto found = run(admin.get(), "SELECT FROM pg_database WHERE datname = '" + name + "'");
  if (PQntuples(found.get()) == 0) {
    run(admin.get(), "DROP DATABASE IF EXISTS template_unfinished");
    run(admin.get(), "CREATE DATABASE template_unfinished");
    pg::migrate(conninfo_of("template_unfinished"));
    run(admin.get(), "ALTER DATABASE template_unfinished RENAME TO " + name);
  }
  return name;
}

struct OwnServer {
  TempDir dir;
  pg::PrivateServer server{{.data_dir = dir.path(), .settings = quick_settings()}};
};

}  // namespace

std::vector<std::pair<std::string, std::string>> quick_settings() {
  return {{"fsync", "off"},           {"synchronous_commit", "off"}, {"full_page_writes", "off"},
          {"max_connections", "200"}, {"shared_buffers", "64MB"},    {"autovacuum", "off"},
          {"max_wal_size", "4GB"},    {"checkpoint_timeout", "1h"}};
}

const std::string& postgres_conninfo() {
  static const std::string conninfo = [] {
    if (const char* announced = std::getenv("GATEHOUSE_TEST_POSTGRES"))
      return std::string(announced);
    static OwnServer own;
    return own.server.admin_conninfo();
  }();
  return conninfo;
}

Database::Database(const std::string& template_name) {
  static int count = 0;
  name_ = fmt::format("test_{}_{}", getpid(), ++count);
  conninfo_ = conninfo_of(name_);
  run(connect(postgres_conninfo()).get(),
      fmt::format("CREATE DATABASE {} TEMPLATE {}", name_, template_name));
}

Database::~Database() {
  if (name_.empty()) return;
  try {
    run(connect(postgres_conninfo()).get(), "DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {
    // The server is gone, and the database with it.
  }
}

void Database::execute(const std::string& sql) const { run(connect(conninfo_).get(), sql); }

std::optional<std::string> Database::value(const std::string& sql,
                                           const std::vector<std::string>& arguments) const {
  std::vector<const char*> values;
  for (const auto& argument : arguments) values.push_back(argument.c_str());
  const auto connection = connect(conninfo_);
  const auto rows = check(
      connection.get(), PQexecParams(connection.get(), sql.c_str(), static_cast<int>(values.size()),
                                     nullptr, values.data(), nullptr, nullptr, 0));
  if (PQntuples(rows.get()) == 0 || PQgetisnull(rows.get(), 0, 0) != 0) return std::nullopt;
  return PQgetvalue(rows.get(), 0, 0);
}

Database fresh() {
  static const std::string name = make_template();
  return Database(name);
}

Database empty_database() { return Database("template0"); }

}  // namespace gatehouse::test
