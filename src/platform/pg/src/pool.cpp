#include "pool.hpp"

#include <algorithm>

#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>
#include <gatehouse/platform/telemetry/tracer.hpp>
#include <gatehouse_sql/pg.hpp>

#include "waiting.hpp"

namespace gatehouse::pg {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

const Query<std::string(std::string)> configure_session{sql::pg::configure_session};

// What a flush sends, by the names of its statements.
void describe(telemetry::ChildSpan& span, const Batch& batch) {
  if (!span) return;
  std::string names;
  for (const auto& slot : batch.slots) {
    if (!names.empty()) names += ' ';
    names += slot.statement->name();
  }
  auto& recorded = span.span();
  recorded.attributes = {{"db.system.name", "postgresql"},
                         {"db.operation.batch.size", static_cast<std::int64_t>(batch.slots.size())},
                         {"db.query.summary", names}};
  recorded.name = names.empty() ? "COMMIT" : std::move(names);
}

}  // namespace

Pool::Pool(asio::any_io_executor executor, DatabaseOptions options)
    : executor_(executor),
      options_(std::move(options)),
      hosts_(options_.conninfo),
      reconnect_(std::make_shared<asio::steady_timer>(executor)),
      watch_(std::make_shared<asio::steady_timer>(executor)) {}

void Pool::start() {
  asio::co_spawn(
      executor_, [self = shared_from_this()] { return self->keep_shared(); }, asio::detached);
  asio::co_spawn(executor_, [self = shared_from_this()] { return self->watch(); }, asio::detached);
}

void Pool::stop() {
  stopped_ = true;
  reconnect_->cancel();
  watch_->cancel();
  // Also those in use: what waits for an answer keeps its connection alive, and the connection what waits.
  for (const auto& weak : std::exchange(open_, {})) {
    if (const auto connection = weak.lock()) connection->close("the service stops");
  }
  fail_gathered(std::make_exception_ptr(Unavailable("the service stops")));
  idle_.clear();
  for (const auto& waiter : waiting_) waiter->timer.cancel();
}

// Keeps the shared connection up: connects, sleeps until it is lost, connects again with back-off.
Task<> Pool::keep_shared() {
  auto delay = 20ms;
  while (!stopped_) {
    try {
      auto connection = co_await connect();
      connection->on_close = [timer = reconnect_, told = statistics] {
        told->connected = false;
        timer->cancel();
      };
      shared_ = std::move(connection);
      statistics->connected = is_connected();
      delay = 20ms;
      reconnect_->expires_at(asio::steady_timer::time_point::max());
    } catch (const std::exception&) {
      const auto jitter = random_below(static_cast<std::uint32_t>(delay.count()));
      reconnect_->expires_after(delay + std::chrono::milliseconds{jitter});
      delay = std::min<std::chrono::milliseconds>(delay * 2, 1s);
    }
    if (!stopped_ && !(shared_ && !shared_->is_open() && delay == 20ms)) co_await wait(*reconnect_);
  }
}

Task<std::shared_ptr<Connection>> Pool::connect() {
  auto connection = std::make_shared<Connection>(executor_);
  co_await connection->connect(hosts_, options_.connect_timeout);
  open_.push_back(connection);
  auto batch = std::make_shared<Batch>();
  detail::Slot slot{&configure_session.statement(),
                    configure_session.encode(std::to_string(options_.statement_timeout.count()))};
  batch->slots = std::span(&slot, 1);
  co_await run(connection, batch);
  co_return connection;
}

// Drops connections that have stopped answering: the server's own time-out should have answered long before.
Task<> Pool::watch() {
  while (!stopped_) {
    watch_->expires_after(500ms);
    co_await wait(*watch_);
    publish();
    std::erase_if(open_, [](const auto& weak) { return weak.expired(); });
    const auto open = open_;
    for (const auto& weak : open) {
      if (const auto connection = weak.lock())
        connection->check_silence(2 * options_.statement_timeout);
    }
  }
}

void Pool::publish() noexcept {
  statistics->connected = is_connected();
  statistics->exclusive = exclusive_;
  statistics->idle = static_cast<int>(idle_.size());
  statistics->waiting = static_cast<int>(waiting_.size());
}

Task<> Pool::run(std::shared_ptr<Connection> connection, std::shared_ptr<Batch> batch) {
  if (!connection) {
    connection = shared_;
    if (running_ >= options_.max_waiting)
      throw Unavailable("too many statements wait for PostgreSQL");
  }
  if (!connection || !connection->is_open()) throw Unavailable("PostgreSQL is not connected");
  telemetry::require_time();
  const auto self = shared_from_this();
  statistics->round_trips.fetch_add(1, std::memory_order_relaxed);
  ++telemetry::current_activity().round_trips;
  telemetry::ChildSpan span{telemetry::SpanKind::client};
  describe(span, *batch);
  ++running_;
  if (batch->reading) ++reading_;
  const auto started = std::chrono::steady_clock::now();
  // The guard outlives a coroutine that is destroyed while it waits: its slots are then no longer written to.
  struct Guard {
    Pool& pool;
    Batch& batch;
    ~Guard() {
      --pool.running_;
      if (batch.reading) --pool.reading_;
      batch.abandoned = true;
    }
  } guard{*this, *batch};
  {
    const telemetry::Suspension away;
    co_await answered(batch, [&] {
      if (batch->gathered) {
        gather(batch);
      } else {
        connection->submit(batch);
      }
    });
  }
  if (span) span.span().failed = batch->error != nullptr;
  if (observer) report(*batch, std::chrono::steady_clock::now() - started);
  if (batch->error) std::rethrow_exception(batch->error);
}

void Pool::report(const Batch& batch, std::chrono::steady_clock::duration took) const {
  for (const auto& slot : batch.slots) {
    observer(slot.statement->name(), took, slot.answer.result != nullptr);
  }
}

Task<std::shared_ptr<Connection>> Pool::acquire(std::chrono::steady_clock::time_point deadline) {
  const auto self = shared_from_this();
  if (!shared_ || !shared_->is_open()) throw Unavailable("PostgreSQL is not connected");
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->is_open()) co_return connection;
    --exclusive_;
  }
  if (exclusive_ >= options_.max_exclusive_connections) {
    if (static_cast<int>(waiting_.size()) >= options_.max_waiting) {
      throw Unavailable("too many transactions wait for a connection");
    }
    auto waiter = std::make_shared<Waiter>(Waiter{asio::steady_timer(executor_), nullptr});
    waiter->timer.expires_at(
        std::min(std::chrono::steady_clock::now() + options_.acquire_timeout, deadline));
    waiting_.push_back(waiter);
    co_await wait(waiter->timer);
    std::erase(waiting_, waiter);
    if (waiter->connection) co_return waiter->connection;
    if (!waiter->may_connect) throw Unavailable("no connection became free in time");
  } else {
    ++exclusive_;
  }
  std::exception_ptr error;
  try {
    co_return co_await connect();
  } catch (...) {
    error = std::current_exception();
  }
  free_place();
  std::rethrow_exception(error);
}

void Pool::release(std::shared_ptr<Connection> connection, bool in_transaction) {
  if (!connection->is_open() || connection->in_flight() > 0 || stopped_) {
    connection->close("abandoned in the middle of a transaction");
    free_place();
    return;
  }
  if (!in_transaction) return put_back(std::move(connection));
  auto batch = std::make_shared<Batch>();
  batch->first = {"ROLLBACK"};
  batch->on_done = [self = shared_from_this(), weak = std::weak_ptr(connection), raw = batch.get(),
                    held = connection]() mutable {
    auto kept = std::move(held);
    if (!kept) return;
    if (raw->error || !kept->is_open()) {
      kept->close("a rollback failed");
      self->free_place();
    } else {
      self->put_back(std::move(kept));
    }
  };
  connection->submit(std::move(batch));
}

void Pool::put_back(std::shared_ptr<Connection> connection) {
  if (waiting_.empty()) {
    idle_.push_back(std::move(connection));
    return;
  }
  const auto waiter = waiting_.front();
  waiting_.pop_front();
  waiter->connection = std::move(connection);
  waiter->timer.cancel();
}

// A connection is gone: whoever waits longest may make another in its place.
void Pool::free_place() {
  if (waiting_.empty()) {
    --exclusive_;
    return;
  }
  const auto waiter = waiting_.front();
  waiting_.pop_front();
  waiter->may_connect = true;
  waiter->timer.cancel();
}

}  // namespace gatehouse::pg
