#include <gatehouse/platform/runtime/signal_board.hpp>

#include <map>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::runtime {

namespace asio = boost::asio;

namespace {

// Of one kind of executor: smaller than asio::steady_timer.
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>,
                                         asio::io_context::executor_type>;

}  // namespace

// Entries point into it, so it lives as long as the last of them.
struct SignalBoard::State {
  using Entries = std::multimap<Uuid, Subscription::Entry*>;

  explicit State(asio::io_context& context_) : context(context_) {}
  void notify(const Uuid& key);

  asio::io_context& context;
  Entries entries;
};

struct SignalBoard::Subscription::Entry {
  Entry(std::shared_ptr<State> state_, const Uuid& key)
      : state(std::move(state_)), place(state->entries.emplace(key, this)), timer(state->context) {}
  ~Entry() { state->entries.erase(place); }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  std::shared_ptr<State> state;
  State::Entries::iterator place;
  Timer timer;
  bool signalled = false;
  bool closed = false;
  bool waiting = false;
};

void SignalBoard::State::notify(const Uuid& key) {
  const auto [first, last] = entries.equal_range(key);
  for (auto place = first; place != last; ++place) {
    auto& entry = *place->second;
    entry.signalled = true;
    // Resumes who waits from the event loop, not from here.
    if (entry.waiting) entry.timer.cancel();
  }
}

SignalBoard::SignalBoard(asio::io_context& context) : state_(std::make_shared<State>(context)) {}
SignalBoard::~SignalBoard() = default;

SignalBoard::Subscription SignalBoard::subscribe(const Uuid& key) {
  return Subscription(std::make_shared<Subscription::Entry>(state_, key));
}

Task<bool> SignalBoard::wait(Uuid key, std::chrono::steady_clock::duration limit) {
  auto subscription = subscribe(key);
  co_return co_await subscription.wait(limit);
}

void SignalBoard::notify(const Uuid& key) { state_->notify(key); }

std::size_t SignalBoard::subscriptions() const noexcept { return state_->entries.size(); }

SignalBoard::Subscription::Subscription(std::shared_ptr<Entry> entry) : entry_(std::move(entry)) {}

SignalBoard::Subscription& SignalBoard::Subscription::operator=(Subscription&& other) noexcept {
  if (this != &other) {
    close();
    entry_ = std::move(other.entry_);
  }
  return *this;
}

SignalBoard::Subscription::~Subscription() { close(); }

Task<bool> SignalBoard::Subscription::wait(std::chrono::steady_clock::duration limit) {
  // Lives as long as this coroutine, whatever becomes of the subscription.
  const auto kept = entry_;
  auto& entry = *kept;
  GH_ASSERT(!entry.waiting);
  if (!entry.signalled && !entry.closed) {
    // Puts the mark back also when the coroutine is cancelled.
    struct Waiting {
      explicit Waiting(bool& mark_) : mark(mark_) { mark = true; }
      ~Waiting() { mark = false; }
      bool& mark;
    };
    entry.timer.expires_after(limit);
    boost::system::error_code ignored;
    const telemetry::Suspension away;
    const Waiting waiting(entry.waiting);
    co_await entry.timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  co_return std::exchange(entry.signalled, false) && !entry.closed;
}

void SignalBoard::Subscription::close() noexcept {
  if (!entry_) return;
  entry_->closed = true;
  if (entry_->waiting) entry_->timer.cancel();
}

bool SignalBoard::Subscription::is_closed() const noexcept { return !entry_ || entry_->closed; }

void SignalBoards::add(const SignalBoard& board) {
  const std::lock_guard lock(mutex_);
  std::erase_if(boards_, [](const auto& known) { return known.expired(); });
  boards_.push_back(board.state_);
}

void SignalBoards::notify(const Uuid& key) {
  const std::lock_guard lock(mutex_);
  for (const auto& board : boards_) {
    const auto state = board.lock();
    if (!state) continue;
    asio::post(state->context, [board, key] {
      if (const auto alive = board.lock()) alive->notify(key);
    });
  }
}

}  // namespace gatehouse::runtime
