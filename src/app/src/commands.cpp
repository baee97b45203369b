#include "commands.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/runtime/timer.hpp>

#include "environment.hpp"

namespace gatehouse::app {
namespace {

using namespace std::chrono_literals;

Task<int> run_connected(pg::Database& database,
                        const std::function<Task<int>(pg::Database&)>& work) {
  for (int i = 0; i < 100 && !database.is_connected(); ++i) co_await runtime::sleep_for(20ms);
  co_return co_await work(database);
}

}  // namespace

std::string operator_name() {
  const auto* user = getpwuid(getuid());
  return std::string("operator:") + (user == nullptr ? "unknown" : user->pw_name);
}

int require_schema(const std::string& conninfo) {
  const auto state = pg::inspect_schema(conninfo);
  if (state.missing.empty()) return state.version;
  throw std::runtime_error(fmt::format(
      "the schema is at version {} and lacks {}; bring it up to date with \"gatehouse migrate\"",
      state.version, fmt::join(state.missing, ", ")));
}

int with_database(const config::Settings& settings, Schema schema,
                  const std::function<Task<int>(pg::Database&)>& work) {
  const DatabaseAccess access(settings);
  if (schema == Schema::brought_up_to_date) {
    pg::migrate(access.conninfo());
  } else {
    require_schema(access.conninfo());
  }
  boost::asio::io_context context;
  pg::Database database(context.get_executor(), {.conninfo = access.conninfo()});
  int code = 1;
  std::exception_ptr error;
  boost::asio::co_spawn(context, run_connected(database, work),
                        [&](std::exception_ptr failure, int result) {
                          error = failure;
                          code = result;
                          context.stop();
                        });
  context.run();
  if (error) std::rethrow_exception(error);
  return code;
}

}  // namespace gatehouse::app
