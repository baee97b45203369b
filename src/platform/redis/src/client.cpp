#include <gatehouse/platform/redis/client.hpp>

#include <algorithm>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

#include "connection.hpp"

namespace gatehouse::redis {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds shortest_wait = 50ms;
constexpr std::chrono::milliseconds longest_wait = 1s;

}  // namespace

struct Client::State {
  // Until `moment`, or until somebody cancels the timer.
  Task<> sleep_until(std::chrono::steady_clock::time_point moment) {
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
  std::shared_ptr<Connection> connection{};
  std::optional<bool> told{};
  bool stopped = false;
};

// A connection that did not live long counts as a failed try: a server that accepts and then is silent is asked ever
// more seldom.
Task<> Client::keep_connected(std::shared_ptr<State> state) {
  auto wait = shortest_wait;
  while (!state->stopped) {
    const auto connection = std::make_shared<Connection>(state->executor, state->options);
    state->connection = connection;
    connection->on_close = [weak = std::weak_ptr(state)] {
      if (const auto held = weak.lock()) held->timer.cancel();
    };
    const auto started = std::chrono::steady_clock::now();
    try {
      co_await connection->open();
      if (state->stopped) co_return;
      state->tell(true, "");
      while (!connection->is_closed())
        co_await state->sleep_until(asio::steady_timer::time_point::max());
    } catch (const std::exception& error) {
      connection->close(error.what());
    }
    if (state->stopped) co_return;
    state->tell(false, connection->cause());
    const auto now = std::chrono::steady_clock::now();
    if (now - started > longest_wait + state->options.connect_timeout) wait = shortest_wait;
    co_await state->sleep_until(now + wait);
    wait = std::min(wait * 2, longest_wait);
  }
}

Client::Client(asio::any_io_executor executor, Options options)
    : state_(std::make_shared<State>(
          State{executor, std::move(options), asio::steady_timer(executor)})) {
  asio::co_spawn(executor, keep_connected(state_), asio::detached);
}

Client::~Client() {
  state_->stopped = true;
  state_->timer.cancel();
  if (state_->connection) state_->connection->close("the client ends");
}

Task<Reply> Client::command(std::vector<std::string> arguments) {
  if (!is_connected()) throw Unavailable("Redis is not connected");
  const telemetry::Suspension away;
  co_return co_await state_->connection->command(std::move(arguments));
}

bool Client::is_connected() const noexcept {
  return state_->connection && state_->connection->is_ready();
}

std::size_t Client::pending() const noexcept {
  return state_->connection ? state_->connection->pending() : 0;
}

namespace {

Task<std::string> ask_version(asio::any_io_executor executor, Options options) {
  // The first answer may take as long as the connection: a person waits, not a request.
  options.timeout = options.connect_timeout;
  const auto connection = std::make_shared<Connection>(executor, options);
  std::string version = "unknown";
  try {
    co_await connection->open();
    const auto reply = co_await connection->command({"INFO", "server"});
    constexpr std::string_view name = "redis_version:";
    if (const auto start = reply.text.find(name); start != std::string::npos) {
      const auto from = start + name.size();
      version = reply.text.substr(from, reply.text.find('\r', from) - from);
    }
  } catch (...) {
    connection->close("the try ends");
    throw;
  }
  connection->close("the try ends");
  co_return version;
}

}  // namespace

std::string check_server(const Options& options) {
  asio::io_context context{1};
  std::string version;
  std::exception_ptr failure;
  asio::co_spawn(context, ask_version(context.get_executor(), options),
                 [&](std::exception_ptr error, std::string answer) {
                   failure = error;
                   version = std::move(answer);
                 });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return version;
}

}  // namespace gatehouse::redis
