// One libpq connection in pipeline mode on Asio. Lives on one thread.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <libpq-fe.h>

#include <gatehouse/platform/pg/transaction.hpp>

#include "executions.hpp"
#include "hosts.hpp"

namespace gatehouse::pg {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using NotificationHandler = std::function<void(std::string_view, std::string_view)>;

  explicit Connection(boost::asio::any_io_executor executor);
  ~Connection();

  /// Connects to the first of `hosts`, and of their addresses, that accepts within `limit`; throws Unavailable when
  /// none does.
  Task<> connect(Hosts& hosts, std::chrono::milliseconds limit);
  bool is_open() const noexcept { return open_; }
  /// Batches sent and not answered.
  std::size_t in_flight() const noexcept { return flights_.size() + group_.size(); }
  /// Drops the connection; every batch in flight fails with Unavailable.
  void close(const std::string& cause);

  /// Sends a batch and calls batch->on_done when it is answered, or failed (batch->error). Batches that only read and
  /// are submitted in the same step of the event loop go out, and are answered, in one packet.
  void submit(std::shared_ptr<Batch> batch);
  /// Sends batches between two syncs, as one implicit transaction. When one of them fails, each is sent again alone.
  void submit_together(Batches batches) { send(std::move(batches)); }
  /// Sends batches after `holder`'s first command, for the caller to commit or roll back. `holder` alone is told when
  /// they are answered, and of the first error.
  void submit_held(Batches batches, std::shared_ptr<Batch> holder);
  /// LISTENs and calls `on_ready` once the server has confirmed; notifications go to `handler`.
  void listen(const std::vector<std::string>& channels, NotificationHandler handler,
              std::function<void()> on_ready);
  /// Drops the connection when the oldest batch has waited longer than `limit`.
  void check_silence(std::chrono::milliseconds limit);
  std::function<void()> on_close;

 private:
  enum class Step { prepare, execute, command, sync };
  struct Expected {
    Step step;
    Batch* batch = nullptr;  ///< that is told of an error
    std::size_t index = 0;   ///< of the execution
  };
  struct InFlight {
    Batches batches;                ///< one, or a group of which each may be sent again
    std::shared_ptr<Batch> holder;  ///< who is told in place of them
    std::vector<Execution> executions;
    std::vector<Expected> expected;
    std::size_t answered = 0;  ///< of `expected`
    bool failed = false;
    std::chrono::steady_clock::time_point sent_at;
  };

  Task<> connect_to(PGconn* started, std::chrono::milliseconds limit);
  Task<> wait_for(bool write);
  void assign_socket();
  void send(Batches batches, std::shared_ptr<Batch> holder = nullptr);
  void send_group();
  void send_execution(InFlight& flight, std::size_t index);
  void send_command(InFlight& flight, Batch& batch, const char* text);
  void start_reading();
  void start_writing();
  void on_readable();
  void take_results(Batches& done);
  void take_result(PGresult* result, Batches& done);
  void take_sync(Batches& done);
  void take_notifications();

  boost::asio::posix::stream_descriptor socket_;
  PGconn* connection_ = nullptr;
  bool open_ = false;
  bool reading_ = false;
  bool writing_ = false;
  std::deque<InFlight> flights_;
  Batches
      group_;  ///< reads that go out together: after the event loop's present step, or the reads before them
  int reads_in_flight_ = 0;
  bool group_posted_ = false;
  std::vector<bool> prepared_;  ///< by Statement::index()
  NotificationHandler on_notification_;
};

/// The exception for a failed result.
std::exception_ptr error_of(const PGresult* result);

}  // namespace gatehouse::pg
