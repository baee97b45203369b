// The unit of work. Statements are queued; a flush sends all of them in one round trip.
//
//   pg::Transaction tx{database};
//   auto account = Accounts{tx}.find(id);        // queued
//   auto devices = Devices{tx}.list(id);         // queued
//   co_await tx.commit();                        // one round trip, one implicit transaction
//   use(account.value(), devices.value());
//
// With `co_await pending.get()` or `co_await tx.flush()` in between, an explicit transaction begins on a connection of
// its own. What is not committed is rolled back.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/pg/errors.hpp>
#include <gatehouse/platform/pg/query.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::pg {

class Transaction;

namespace detail {

struct ResultDeleter {
  void operator()(void* result) const noexcept;
};
using ResultPtr = std::unique_ptr<void, ResultDeleter>;

/// One queued statement and, after its flush, its result.
struct Slot {
  const Statement* statement;
  Parameters parameters;
  ResultPtr result;
};

int row_count(const void* result) noexcept;
std::int64_t affected_rows(const void* result) noexcept;

template <class Row>
Row read_one(const Slot& slot) {
  if (row_count(slot.result.get()) != 1) throw_malformed("number of rows, expected one");
  return read_row<Row>({slot.result.get(), 0});
}

template <class Row>
std::optional<Row> read_optional(const Slot& slot) {
  if (row_count(slot.result.get()) == 0) return std::nullopt;
  return read_row<Row>({slot.result.get(), 0});
}

template <class Row>
std::vector<Row> read_list(const Slot& slot) {
  std::vector<Row> rows;
  const int count = row_count(slot.result.get());
  rows.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) rows.push_back(read_row<Row>({slot.result.get(), i}));
  return rows;
}

inline std::int64_t read_affected(const Slot& slot) { return affected_rows(slot.result.get()); }

}  // namespace detail

/// The result of a queued statement. Lives no longer than its transaction.
template <class T>
class Pending {
 public:
  using Read = T (*)(const detail::Slot&);
  Pending(Transaction& transaction, std::size_t index, Read read)
      : tx_(&transaction), index_(index), read_(read) {}

  /// The value; its flush must be over.
  T value() const;
  /// The value, after a flush when it has not been sent yet.
  Task<T> get() const;

 private:
  Transaction* tx_;
  std::size_t index_;
  Read read_;
};

class Connection;

class Transaction {
 public:
  /// Begins nothing yet and costs nothing.
  explicit Transaction(Database& database) : Transaction(database, Mode::writing) {}
  /// For reads that need no common snapshot: each flush stands alone on the shared connection.
  static Transaction reading(Database& database) { return {database, Mode::reading}; }
  /// For one statement that is a transaction by itself and comes often. Those of one moment are committed together, as
  /// PostgreSQL's own group commit does, but for one transaction's price; when one fails, each is committed alone. The
  /// first parameters of such statements are the key of the rows that they lock, so that all groups lock in one order.
  static Transaction gathered(Database& database) { return {database, Mode::gathered}; }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  template <class Row, class... Params, class... Args>
  Pending<Row> one(const Query<Row(Params...)>& query, const Args&... args) {
    return {*this, add(query, args...), &detail::read_one<Row>};
  }
  template <class Row, class... Params, class... Args>
  Pending<std::optional<Row>> optional(const Query<Row(Params...)>& query, const Args&... args) {
    return {*this, add(query, args...), &detail::read_optional<Row>};
  }
  template <class Row, class... Params, class... Args>
  Pending<std::vector<Row>> list(const Query<Row(Params...)>& query, const Args&... args) {
    return {*this, add(query, args...), &detail::read_list<Row>};
  }
  /// How many rows the statement inserted, updated or deleted.
  template <class Row, class... Params, class... Args>
  Pending<std::int64_t> execute(const Query<Row(Params...)>& query, const Args&... args) {
    return {*this, add(query, args...), &detail::read_affected};
  }

  /// Sends what is queued, in one round trip. Throws Unavailable, ConstraintViolation, Retry or QueryError. Nothing is
  /// sent after the deadline of the request that runs; what it had begun is rolled back.
  Task<> flush();
  /// Sends what is queued and commits, in one round trip. After it only values can be read. When it throws Unavailable,
  /// it is not known whether the commit took place.
  Task<> commit();

  /// Flushes of this transaction so far.
  int round_trips() const noexcept { return round_trips_; }

 private:
  template <class T>
  friend class Pending;
  enum class Mode { reading, writing, gathered };
  enum class State { idle, open, done };

  Transaction(Database& database, Mode mode) : database_(database), mode_(mode) {}

  template <class Row, class... Params, class... Args>
  std::size_t add(const Query<Row(Params...)>& query, const Args&... args) {
    return queue(query.statement(), query.encode(args...));
  }
  std::size_t queue(const Statement& statement, Parameters parameters);
  const detail::Slot& finished(std::size_t index) const;
  bool is_finished(std::size_t index) const noexcept { return index < sent_; }
  Task<> send(bool begin, bool commit);

  Database& database_;
  Mode mode_;
  State state_ = State::idle;
  std::vector<detail::Slot> slots_;
  std::size_t sent_ = 0;
  int round_trips_ = 0;
  std::shared_ptr<Connection> connection_;  ///< of an open transaction
};

template <class T>
T Pending<T>::value() const {
  return read_(tx_->finished(index_));
}

template <class T>
Task<T> Pending<T>::get() const {
  if (!tx_->is_finished(index_)) co_await tx_->flush();
  co_return value();
}

}  // namespace gatehouse::pg
