// The connections of one Database.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "connection.hpp"

namespace gatehouse::pg {

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(boost::asio::any_io_executor executor, DatabaseOptions options);

  void start();
  void stop();

  /// Runs a batch on `connection`, or on the shared one when null, and waits for it; one that is gathered goes with
  /// others on a connection for transactions. Rethrows its error.
  Task<> run(std::shared_ptr<Connection> connection, std::shared_ptr<Batch> batch);
  /// A connection for one transaction, waited for until `deadline` at most; give it back with release().
  Task<std::shared_ptr<Connection>> acquire(std::chrono::steady_clock::time_point deadline);
  /// Takes a connection back. One that is in a transaction rolls back first; one that still has a batch in flight is
  /// dropped.
  void release(std::shared_ptr<Connection> connection, bool in_transaction);

  const std::shared_ptr<DatabaseStatistics> statistics = std::make_shared<DatabaseStatistics>();
  StatementObserver observer;
  bool is_connected() const noexcept { return shared_ && shared_->is_open(); }
  int exclusive() const noexcept { return exclusive_; }

 private:
  struct Waiter {
    boost::asio::steady_timer timer;
    std::shared_ptr<Connection> connection;
    bool may_connect = false;
  };

  Task<> keep_shared();
  Task<std::shared_ptr<Connection>> connect();
  Task<> watch();
  void publish() noexcept;
  void put_back(std::shared_ptr<Connection> connection);
  void free_place();
  // gathering.cpp
  void gather(std::shared_ptr<Batch> batch);
  Task<> send_gathered();
  Batches next_group();
  Task<> send_group();
  /// Sends a group with demands. True: it is held to be committed, without those whose demands were not met.
  Task<bool> execute_group(std::shared_ptr<Connection> connection, Batches& group);
  /// Commits it and gives the connection back.
  Task<> commit_group(std::shared_ptr<Connection> connection, Batches group);
  Task<> commit_alone(std::shared_ptr<Batch> batch);
  static Task<std::exception_ptr> command(std::shared_ptr<Connection> connection, const char* text);
  void give_up(const std::shared_ptr<Connection>& connection, Batches& group,
               const std::exception_ptr& error);
  void fail_gathered(const std::exception_ptr& error);
  void report(const Batch& batch, std::chrono::steady_clock::duration took) const;

  boost::asio::any_io_executor executor_;
  DatabaseOptions options_;
  Hosts hosts_;
  std::shared_ptr<Connection> shared_;
  std::vector<std::weak_ptr<Connection>> open_;
  std::vector<std::shared_ptr<Connection>> idle_;
  std::deque<std::shared_ptr<Waiter>> waiting_;
  Batches gathered_;
  bool gathering_ = false;
  int exclusive_ = 0;
  int running_ = 0;
  int reading_ = 0;  ///< of them
  bool stopped_ = false;
  std::shared_ptr<boost::asio::steady_timer> reconnect_;
  std::shared_ptr<boost::asio::steady_timer> watch_;
};

}  // namespace gatehouse::pg
