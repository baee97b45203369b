// The database of one worker thread. Not thread-safe: each worker has its own.
//
// Batches of independent requests share one pipelined connection; a transaction that waits for results in between has a
// connection to itself, of which there is a bounded number. Connections come back by themselves after a failure, with
// back-off and over every host of the connection string.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace gatehouse::pg {

struct DatabaseOptions {
  std::string conninfo;               ///< libpq connection string or URL, several hosts allowed
  int max_exclusive_connections = 8;  ///< for transactions of several round trips
  int max_waiting = 1000;             ///< beyond it: Unavailable at once
  /// On the server; a connection silent for twice as long is dropped.
  std::chrono::milliseconds statement_timeout{5000};
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds acquire_timeout{3000};  ///< for an exclusive connection
};

/// What a Database is doing, to be read from any thread. The connections for transactions are half a second old at
/// most.
struct DatabaseStatistics {
  std::atomic<std::uint64_t> round_trips{0};  ///< flushes sent so far
  std::atomic<int> exclusive{0};              ///< connections for transactions, in use or idle
  std::atomic<int> idle{0};                   ///< of them
  std::atomic<int> waiting{0};                ///< transactions that wait for a connection
  std::atomic<bool> connected{false};         ///< the shared connection is usable
};

/// Told after each statement: its name, how long its flush took, and whether it succeeded.
using StatementObserver = std::function<void(
    std::string_view name, std::chrono::steady_clock::duration took, bool succeeded)>;

class Pool;

class Database {
 public:
  Database(boost::asio::any_io_executor executor, DatabaseOptions options);
  ~Database();

  /// Flushes sent so far: each is one round trip.
  std::uint64_t round_trips() const noexcept;
  /// True while the shared connection is usable.
  bool is_connected() const noexcept;
  int exclusive_connections() const noexcept;
  void observe(StatementObserver observer);
  /// Outlives the database for as long as it is held.
  std::shared_ptr<const DatabaseStatistics> statistics() const noexcept;

  Pool& pool() noexcept { return *pool_; }

 private:
  std::shared_ptr<Pool> pool_;
};

}  // namespace gatehouse::pg
