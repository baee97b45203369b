// Waiting for what another request, worker or instance does: a page waits until its sign-in is approved on a phone.
//
// A signal says that something about a key has changed, not what: who is woken looks at the database. So signals may be
// given too often, and several before one look are one.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/io_context.hpp>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::runtime {

/// Who waits on one worker, for which key. Used on the thread of its event loop only; tens of thousands may wait.
class SignalBoard {
 public:
  class Subscription;

  explicit SignalBoard(boost::asio::io_context& context);
  ~SignalBoard();
  SignalBoard(const SignalBoard&) = delete;
  SignalBoard& operator=(const SignalBoard&) = delete;

  /// Notes signals of `key` from now on, also between two waits. Who looks at something and then waits for its change
  /// subscribes before it looks.
  Subscription subscribe(const Uuid& key);
  /// True as soon as notify(key) is called, false when that does not happen within `limit`. Earlier signals do not
  /// count.
  Task<bool> wait(Uuid key, std::chrono::steady_clock::duration limit);
  /// Wakes all who have subscribed to `key`; nobody runs before it returns.
  void notify(const Uuid& key);
  /// How many there are now.
  std::size_t subscriptions() const noexcept;

 private:
  friend class SignalBoards;
  struct State;
  std::shared_ptr<State> state_;
};

/// Ends with the object: a coroutine that still waits on it then goes on with false. May outlive the board, whose
/// signals no longer come.
class SignalBoard::Subscription {
 public:
  Subscription(Subscription&& other) noexcept = default;
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription();

  /// True when there was a signal since the last wait (or the subscription), at once or as soon as one comes; false
  /// after `limit`, or when it is closed. One wait at a time.
  Task<bool> wait(std::chrono::steady_clock::duration limit);
  /// No more signals: who waits is woken, and later waits give false at once.
  void close() noexcept;
  bool is_closed() const noexcept;

 private:
  friend class SignalBoard;
  struct Entry;
  explicit Subscription(std::shared_ptr<Entry> entry);
  std::shared_ptr<Entry> entry_;
};

/// The boards of all workers. Thread-safe; not used any more when the event loops are gone.
class SignalBoards {
 public:
  /// Boards that have ended since are passed over.
  void add(const SignalBoard& board);
  /// Calls notify(key) of each board on its own thread, soon.
  void notify(const Uuid& key);

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<SignalBoard::State>> boards_;
};

}  // namespace gatehouse::runtime
