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
#include <gatehouse/platform/pg/set_query.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::pg {

class Transaction;

namespace detail {

/// What a statement came out as: a result, or the part of one that is shared with others.
struct Answer {
  std::shared_ptr<const void> result;
  std::vector<int> rows;      ///< the places of the own rows in it
  int skipped = 0;            ///< columns of each row that are not the statement's
  std::int64_t affected = 0;  ///< rows inserted, updated, deleted or returned
};

/// One queued statement and, after its flush, its answer.
struct Slot {
  const Statement* statement;
  Parameters parameters;
  bool is_demanded = false;
  Answer answer{};
};

template <class Row>
Row read_at(const Answer& answer, std::size_t index) {
  return read_row<Row>({answer.result.get(), answer.rows[index], answer.skipped});
}

template <class Row>
Row read_one(const Slot& slot) {
  if (slot.answer.rows.size() != 1) throw_malformed("number of rows, expected one");
  return read_at<Row>(slot.answer, 0);
}

template <class Row>
std::optional<Row> read_optional(const Slot& slot) {
  if (slot.answer.rows.empty()) return std::nullopt;
  return read_at<Row>(slot.answer, 0);
}

template <class Row>
std::vector<Row> read_list(const Slot& slot) {
  std::vector<Row> rows;
  rows.reserve(slot.answer.rows.size());
  for (std::size_t i = 0; i < slot.answer.rows.size(); ++i)
    rows.push_back(read_at<Row>(slot.answer, i));
  return rows;
}

inline std::int64_t read_affected(const Slot& slot) { return slot.answer.affected; }

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
  friend class Transaction;
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
  /// For statements that need no answer before the commit and come often. Those of one moment are committed together,
  /// as PostgreSQL's own group commit does, but for one transaction's price, and the same SetQuery of several is
  /// executed once. When one fails, each is committed alone. `key` is what the rows that they lock belong to: groups
  /// lock in the order of keys, and have each key once. With a flush before the commit it is a transaction like others.
  static Transaction gathered(Database& database, const Uuid& key) {
    return {database, Mode::gathered, key};
  }
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

  /// Makes commit() throw Unmet, with nothing done, unless this comes out as one row.
  template <class T>
  void demand(const Pending<T>& pending) {
    slots_[pending.index_].is_demanded = true;
    has_demands_ = true;
  }

  /// Sends what is queued, in one round trip. Throws Unavailable, ConstraintViolation, Retry or QueryError. Nothing is
  /// sent after the deadline of the request that runs; what it had begun is rolled back.
  Task<> flush();
  /// Sends what is queued and commits, in one round trip, or two with demands. After it, also when it throws Unmet,
  /// only values can be read. When it throws another Unavailable, it is not known whether the commit took place.
  Task<> commit();

  /// Flushes of this transaction so far.
  int round_trips() const noexcept { return round_trips_; }

 private:
  template <class T>
  friend class Pending;
  enum class Mode { reading, writing, gathered };
  enum class State { idle, open, done };

  Transaction(Database& database, Mode mode, const Uuid& key = {})
      : database_(database), mode_(mode), key_(key) {}

  template <class Row, class... Params, class... Args>
  std::size_t add(const Query<Row(Params...)>& query, const Args&... args) {
    return queue(query.statement(), query.encode(args...));
  }
  std::size_t queue(const Statement& statement, Parameters parameters);
  const detail::Slot& finished(std::size_t index) const;
  bool is_finished(std::size_t index) const noexcept { return index < sent_; }
  Task<> send(bool begin, bool commit);
  Task<> open();
  bool is_met() const noexcept;

  Database& database_;
  Mode mode_;
  Uuid key_;
  bool has_demands_ = false;
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
