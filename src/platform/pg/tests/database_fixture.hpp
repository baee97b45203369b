// A database of one table, and an event loop to use it from.
#pragma once

#include <csignal>
#include <functional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/pg/private_server.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/platform/runtime/process.hpp>
#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/test/postgres.hpp>

namespace gatehouse::pg {

using namespace std::chrono_literals;

using Work = std::function<Task<>(Database&)>;

/// Waits for the first connection, up to `patience`, and runs `work`.
inline Task<> connected(Database& database, Work work, std::chrono::milliseconds patience) {
  for (auto waited = 0ms; waited < patience && !database.is_connected(); waited += 10ms) {
    co_await runtime::sleep_for(10ms);
  }
  co_await work(database);
}

/// Runs `work` to its end on a fresh event loop; rethrows what it throws.
inline void run_on(DatabaseOptions options, const Work& work,
                   std::chrono::milliseconds patience = 5s) {
  boost::asio::io_context context(1);
  Database database(context.get_executor(), std::move(options));
  std::exception_ptr error;
  boost::asio::co_spawn(context, connected(database, work, patience),
                        [&](std::exception_ptr failure) {
                          error = failure;
                          context.stop();
                        });
  context.run();
  if (error) std::rethrow_exception(error);
}

/// SIGSTOP makes every process behind the server's connections fall silent without closing anything, as a machine does
/// that lost its power; SIGCONT brings them back.
inline void signal_backends(const PrivateServer& server, int signal) {
  runtime::Process all({.argv = {"pkill", signal == SIGSTOP ? "-STOP" : "-CONT", "-P",
                                 std::to_string(server.pid())}});
  all.wait();
}

template <class Exception>
Task<bool> throws(Task<> work) {
  try {
    co_await std::move(work);
  } catch (const Exception&) {
    co_return true;
  }
  co_return false;
}

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    server.execute("CREATE TABLE things (name text NOT NULL CONSTRAINT one_name UNIQUE)");
  }

  DatabaseOptions options() const {
    return {.conninfo = server.conninfo(), .max_exclusive_connections = 4};
  }

  void run(const Work& work, DatabaseOptions with, std::chrono::milliseconds patience = 5s) const {
    run_on(std::move(with), work, patience);
  }
  void run(const Work& work) const { run_on(options(), work); }

  std::optional<std::string> ask(const std::string& sql) const { return server.value(sql); }

  test::Database server = test::fresh();
};

}  // namespace gatehouse::pg
