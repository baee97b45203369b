#include <gatehouse/platform/pg/transaction.hpp>

#include <algorithm>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

#include "pool.hpp"

namespace gatehouse::pg {

std::optional<std::string_view> RawRow::column(int index) const noexcept {
  const auto* result = static_cast<const PGresult*>(result_);
  index += skipped_;
  if (PQgetisnull(result, row_, index) != 0) return std::nullopt;
  return std::string_view(PQgetvalue(result, row_, index),
                          static_cast<std::size_t>(PQgetlength(result, row_, index)));
}

namespace {

// What a connection needs before it can be used is no part of the request that happens to make it.
Task<std::shared_ptr<Connection>> acquire(Pool& pool) {
  telemetry::require_time();
  const auto deadline = telemetry::current_activity().deadline;
  const telemetry::Suspension away;
  co_return co_await pool.acquire(deadline);
}

}  // namespace

Transaction::~Transaction() {
  if (connection_) database_.pool().release(std::move(connection_), state_ == State::open);
}

std::size_t Transaction::queue(const Statement& statement, Parameters parameters) {
  GH_ASSERT(state_ != State::done);
  slots_.push_back({&statement, std::move(parameters)});
  return slots_.size() - 1;
}

const detail::Slot& Transaction::finished(std::size_t index) const {
  GH_ASSERT(index < sent_ && slots_[index].answer.result != nullptr);
  return slots_[index];
}

Task<> Transaction::send(bool begin, bool commit) {
  const auto batch = std::make_shared<Batch>();
  batch->slots = std::span(slots_).subspan(sent_);
  if (begin) batch->first = {"BEGIN"};
  if (commit) batch->last = "COMMIT";
  batch->reading = mode_ == Mode::reading;
  batch->gathered = mode_ == Mode::gathered;
  batch->key = key_;
  batch->has_demands = has_demands_;
  ++round_trips_;
  co_await database_.pool().run(connection_, batch);
  sent_ = slots_.size();
}

Task<> Transaction::open() {
  connection_ = co_await acquire(database_.pool());
  state_ = State::open;
  co_await send(true, false);
}

bool Transaction::is_met() const noexcept { return std::ranges::all_of(slots_, &pg::is_met); }

Task<> Transaction::flush() {
  GH_ASSERT(state_ != State::done);
  if (mode_ == Mode::gathered) mode_ = Mode::writing;
  if (mode_ == Mode::reading) {
    if (sent_ < slots_.size()) co_await send(false, false);
    co_return;
  }
  if (state_ == State::idle) {
    co_await open();
  } else {
    co_await send(false, false);
  }
}

Task<> Transaction::commit() {
  GH_ASSERT(state_ != State::done);
  if (mode_ == Mode::gathered) {
    co_await send(false, false);
    state_ = State::done;
    if (!is_met()) throw Unmet();
    co_return;
  }
  if (has_demands_) {
    co_await flush();
    if (!is_met()) throw Unmet();
  }
  if (state_ == State::open) {
    co_await send(false, true);
  } else if (mode_ == Mode::reading) {
    if (sent_ < slots_.size()) co_await send(false, false);
  } else if (!slots_.empty()) {
    // Not over the shared connection: one commit would wait for the other, where the server writes several at once.
    connection_ = co_await acquire(database_.pool());
    co_await send(false, false);
    database_.pool().release(std::move(connection_), false);
  }
  state_ = State::done;
}

}  // namespace gatehouse::pg
