// Transactions that share their commits: the part of the pool that gathers them.
#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <gatehouse/base/errors.hpp>

#include "pool.hpp"
#include "waiting.hpp"

namespace gatehouse::pg {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// Bounds how long one that fails keeps the others waiting.
constexpr std::size_t largest_group = 64;
// For whoever reads now and may write next.
constexpr auto patience = 100us;

bool is_abandoned(const std::shared_ptr<Batch>& batch) { return batch->abandoned; }

void finish(const Batches& batches, const std::exception_ptr& error) {
  for (const auto& batch : batches) {
    batch->error = error;
    if (const auto on_done = std::exchange(batch->on_done, nullptr)) on_done();
  }
}

}  // namespace

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

}  // namespace gatehouse::pg
