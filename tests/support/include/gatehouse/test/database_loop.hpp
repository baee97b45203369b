// Coroutines of a test on a real database.
#pragma once

#include <chrono>
#include <exception>
#include <functional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/test/postgres.hpp>

namespace gatehouse::test {

using DatabaseWork = std::function<Task<>(pg::Database&)>;

inline Task<> run_connected(pg::Database& database, const DatabaseWork& work) {
  for (int i = 0; i < 500 && !database.is_connected(); ++i)
    co_await runtime::sleep_for(std::chrono::milliseconds{10});
  co_await work(database);
}

/// Runs `work` to its end on a fresh event loop, with connections to `server` that are its own; rethrows what it
/// throws. What it has begun besides is dropped.
inline void run_on(const Database& server, const DatabaseWork& work) {
  boost::asio::io_context context(1);
  pg::Database database(context.get_executor(), {.conninfo = server.conninfo()});
  std::exception_ptr error;
  boost::asio::co_spawn(context, run_connected(database, work), [&](std::exception_ptr failure) {
    error = failure;
    context.stop();
  });
  context.run();
  if (error) std::rethrow_exception(error);
}

}  // namespace gatehouse::test
