#include <gatehouse/platform/events/client.hpp>

#include <algorithm>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

#include "connection.hpp"
#include "stream.hpp"
#include "waves.hpp"

namespace gatehouse::events {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds shortest_wait = 100ms;
constexpr std::chrono::milliseconds longest_wait = 5s;

// Up to a quarter more, so that a server that comes back is not met by all instances at once.
std::chrono::milliseconds spread(std::chrono::milliseconds wait) {
  return wait +
         std::chrono::milliseconds{random_below(static_cast<std::uint32_t>(wait.count()) / 4 + 1)};
}

}  // namespace

std::size_t Published::count() const noexcept {
  return static_cast<std::size_t>(std::ranges::count(stored, true));
}

struct Client::State {
  // Until `moment`, or until somebody cancels the timer.
  Task<> sleep_until(Steady::time_point moment) {
    boost::system::error_code ignored;
    timer.expires_at(moment);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  void tell(bool now_connected, const std::string& cause) {
    if (told == now_connected) return;
    told = now_connected;
    if (options.on_change) options.on_change(now_connected, cause);
  }

  asio::any_io_executor executor;
  Options options;
  asio::steady_timer timer;
  asio::steady_timer last_moment;  ///< when stop() closes the connection
  std::shared_ptr<Connection> connection{};
  std::optional<bool> told{};
  bool has_stream = false;  ///< the connection is open and the stream is there
  bool stopped = false;
};

// A connection that did not live long counts as a failed try: a server that lets us in and then fails is asked ever
// more seldom.
Task<> Client::keep_connected(std::shared_ptr<State> state) {
  const auto& options = state->options;
  auto wait = shortest_wait;
  for (std::size_t tries = 0; !state->stopped; ++tries) {
    const auto& hosts = options.servers.hosts;
    const auto connection =
        std::make_shared<Connection>(state->executor, options, hosts[tries % hosts.size()]);
    state->connection = connection;
    connection->on_close = [weak = std::weak_ptr(state)] {
      if (const auto held = weak.lock()) held->timer.cancel();
    };
    const auto started = Steady::now();
    try {
      const auto deadline = started + options.connect_timeout;
      co_await connection->open(deadline);
      co_await ensure_stream(*connection, options, deadline);
      state->has_stream = !state->stopped;
      if (state->has_stream) state->tell(true, "");
      while (!connection->is_closed()) {
        co_await state->sleep_until(Steady::now() + options.ping_interval);
        connection->ping();
      }
    } catch (const std::exception& error) {
      connection->close(error.what());
    }
    state->has_stream = false;
    if (state->stopped) co_return;
    state->tell(false, connection->cause());
    if (Steady::now() - started > longest_wait + options.connect_timeout) wait = shortest_wait;
    co_await state->sleep_until(Steady::now() + spread(wait));
    wait = std::min(wait * 2, longest_wait);
  }
}

Client::Client(asio::any_io_executor executor, Options options)
    : state_(
          std::make_shared<State>(State{executor, std::move(options), asio::steady_timer(executor),
                                        asio::steady_timer(executor)})) {
  asio::co_spawn(executor, keep_connected(state_), asio::detached);
}

Client::~Client() {
  state_->stopped = true;
  state_->timer.cancel();
  state_->last_moment.cancel();
  if (state_->connection) state_->connection->close("the client ends");
}

void Client::stop(std::chrono::milliseconds grace) {
  state_->stopped = true;
  state_->last_moment.expires_after(grace);
  state_->last_moment.async_wait([connection = state_->connection](boost::system::error_code) {
    if (connection) connection->close("the client ends");
  });
}

bool Client::is_connected() const noexcept {
  return state_->has_stream && !state_->stopped && !state_->connection->is_closed();
}

Task<Published> Client::publish(std::vector<Message> batch) {
  Published result{.stored = std::vector<bool>(batch.size(), false)};
  if (!is_connected()) {
    result.failure = "not connected";
    co_return result;
  }
  const telemetry::Suspension away;
  const auto connection = state_->connection;
  const auto deadline = Steady::now() + state_->options.timeout;
  for (const auto& wave : waves_of(batch)) {
    std::vector<const Message*> messages;
    for (const auto index : wave) messages.push_back(&batch[index]);
    const auto reasons = co_await connection->store(std::move(messages), deadline);
    for (std::size_t i = 0; i < wave.size(); ++i) {
      result.stored[wave[i]] = reasons[i].empty();
      if (!reasons[i].empty()) result.failure = reasons[i];
    }
    if (!result.failure.empty()) break;
  }
  if (!result.failure.empty()) connection->close(result.failure);
  co_return result;
}

namespace {

Task<bool> ask_for_stream(asio::any_io_executor executor, const Options& options) {
  std::string cause;
  for (const auto& host : options.servers.hosts) {
    const auto connection = std::make_shared<Connection>(executor, options, host);
    try {
      const auto deadline = Steady::now() + options.connect_timeout;
      co_await connection->open(deadline);
      const bool found = co_await find_stream(*connection, deadline);
      connection->close("the try ends");
      co_return found;
    } catch (const Unavailable& error) {
      cause = error.what();
      connection->close(cause);
    }
  }
  throw Unavailable(cause);
}

}  // namespace

bool has_stream(const Options& options) {
  asio::io_context context{1};
  bool found = false;
  std::exception_ptr failure;
  asio::co_spawn(context, ask_for_stream(context.get_executor(), options),
                 [&](std::exception_ptr error, bool answer) {
                   failure = error;
                   found = answer;
                 });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return found;
}

}  // namespace gatehouse::events
