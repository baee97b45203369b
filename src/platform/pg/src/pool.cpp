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

namespace gatehouse::pg {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

const Query<std::string(std::string)> configure_session{sql::pg::configure_session};

// Bounds how long one that fails keeps the others waiting.
constexpr std::size_t largest_group = 64;
// For whoever reads now and may write next.
constexpr auto patience = 100us;

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

// Submits by `submit` and waits until `last` is answered.
template <class Submit>
Task<> answered(std::shared_ptr<Batch> last, Submit submit) {
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [&last, &submit](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        last->on_done = [shared] { std::move (*shared)(); };
        submit();
      },
      asio::use_awaitable);
}

bool is_abandoned(const std::shared_ptr<Batch>& batch) { return batch->abandoned; }

void finish(const Batches& batches, const std::exception_ptr& error) {
  for (const auto& batch : batches) {
    batch->error = error;
    if (const auto on_done = std::exchange(batch->on_done, nullptr)) on_done();
  }
}

Task<> wait(asio::steady_timer& timer) {
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
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

void Pool::gather(std::shared_ptr<Batch> batch) {
  gathered_.push_back(std::move(batch));
  if (std::exchange(gathering_, true)) return;
  asio::co_spawn(
      executor_, [self = shared_from_this()] { return self->send_gathered(); }, asio::detached);
}

// While one group is with the server the next gathers, so that groups are as large as the load asks for.
Task<> Pool::send_gathered() {
  // What the present step of the event loop brings goes along.
  co_await asio::post(executor_, asio::use_awaitable);
  while (!gathered_.empty()) {
    if (gathered_.size() < largest_group && reading_ > 0) {
      asio::steady_timer timer(executor_, patience);
      co_await wait(timer);
    }
    std::exception_ptr error;
    try {
      co_await send_group();
    } catch (...) {
      error = std::current_exception();
    }
    if (error) fail_gathered(error);
  }
  gathering_ = false;
}

// Takes those that can share a commit with the one that has waited longest.
Batches Pool::next_group() {
  std::erase_if(gathered_, &is_abandoned);
  Batches group;
  Batches rest;
  for (auto& batch : gathered_) {
    const bool fits =
        group.empty() ||
        (group.size() < largest_group && batch->has_demands == group.front()->has_demands &&
         std::ranges::find(group, batch->key, &Batch::key) == group.end());
    (fits ? group : rest).push_back(std::move(batch));
  }
  gathered_ = std::move(rest);
  // Every group locks its rows in the same order, so that none waits for another in a circle.
  std::ranges::sort(group, {}, [](const auto& batch) { return batch->key; });
  return group;
}

Task<> Pool::send_group() {
  const auto connection = co_await acquire(std::chrono::steady_clock::time_point::max());
  auto group = next_group();
  if (group.empty() || !group.front()->has_demands) {
    const auto end = std::make_shared<Batch>();
    group.push_back(end);
    co_await answered(end, [&] { connection->submit_together(std::move(group)); });
    release(connection, false);
  } else if (co_await execute_group(connection, group)) {
    // The next group need not wait for the disk.
    asio::co_spawn(
        executor_,
        [self = shared_from_this(), connection, group = std::move(group)]() mutable {
          return self->commit_group(connection, std::move(group));
        },
        asio::detached);
  } else {
    release(connection, false);
  }
}

Task<bool> Pool::execute_group(std::shared_ptr<Connection> connection, Batches& group) {
  const auto is_unmet = [](const auto& batch) {
    return !batch->abandoned && !std::ranges::all_of(batch->slots, &is_met);
  };
  while (true) {
    std::erase_if(group, &is_abandoned);
    if (group.empty()) co_return false;
    const auto holder = std::make_shared<Batch>();
    holder->first = {"BEGIN"};
    // One that waits for a lock must not keep the others waiting for long; alone it may.
    if (group.size() > 1) holder->first.push_back("SET LOCAL lock_timeout = '100ms'");
    if (connection->is_open()) {
      co_await answered(holder, [&] { connection->submit_held(group, holder); });
    } else {
      holder->error = std::make_exception_ptr(Unavailable("PostgreSQL: the connection was lost"));
    }
    if (!holder->error && std::ranges::none_of(group, is_unmet) &&
        std::ranges::none_of(group, &is_abandoned))
      co_return true;
    co_await command(connection, "ROLLBACK");
    if (holder->error) {
      give_up(connection, group, holder->error);
      co_return false;
    }
    // The others do without them.
    Batches unmet;
    std::ranges::copy_if(group, std::back_inserter(unmet), is_unmet);
    std::erase_if(group, is_unmet);
    finish(unmet, nullptr);
  }
}

Task<> Pool::commit_group(std::shared_ptr<Connection> connection, Batches group) {
  const auto error = co_await command(connection, "COMMIT");
  if (error) {
    give_up(connection, group, error);
  } else {
    finish(group, nullptr);
  }
  release(connection, false);
}

Task<std::exception_ptr> Pool::command(std::shared_ptr<Connection> connection, const char* text) {
  if (!connection->is_open())
    co_return std::make_exception_ptr(Unavailable("PostgreSQL: the connection was lost"));
  const auto batch = std::make_shared<Batch>();
  batch->first = {text};
  co_await answered(batch, [&] { connection->submit(batch); });
  co_return batch->error;
}

// None of the group took place. Alone, those that can succeed do.
void Pool::give_up(const std::shared_ptr<Connection>& connection, Batches& group,
                   const std::exception_ptr& error) {
  if (group.size() == 1 || !connection->is_open()) return finish(group, error);
  for (auto& batch : group) {
    asio::co_spawn(
        executor_,
        [self = shared_from_this(), batch = std::move(batch)] { return self->commit_alone(batch); },
        asio::detached);
  }
}

Task<> Pool::commit_alone(std::shared_ptr<Batch> batch) {
  Batches alone{batch};
  std::exception_ptr error;
  try {
    const auto connection = co_await acquire(std::chrono::steady_clock::time_point::max());
    if (co_await execute_group(connection, alone)) {
      co_await commit_group(connection, alone);
    } else {
      release(connection, false);
    }
  } catch (...) {
    error = std::current_exception();
  }
  if (error) finish({batch}, error);
}

void Pool::fail_gathered(const std::exception_ptr& error) {
  finish(std::exchange(gathered_, {}), error);
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
