#include <gatehouse/platform/pg/listener.hpp>

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "connection.hpp"

namespace gatehouse::pg {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct Listener::State {
  asio::any_io_executor executor;
  Hosts hosts;
  std::vector<std::string> channels;
  Handlers handlers;
  std::chrono::milliseconds heartbeat;
  asio::steady_timer timer;
  std::shared_ptr<Connection> connection{};
  bool stopped = false;
};

namespace {

// Who only listens sends nothing, and so cannot tell a quiet server from one that is gone.
// LISTENing again to `channel` changes nothing and is answered.
void ask_for_life(Connection& connection, const std::string& channel) {
  if (connection.in_flight() > 0) return connection.close("no answer");
  const auto command = "LISTEN " + channel;
  auto batch = std::make_shared<Batch>();
  batch->first = {command.c_str()};
  connection.submit(std::move(batch));
}

template <class State>
Task<> wait(State& state) {
  boost::system::error_code ignored;
  co_await state.timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

template <class State>
Task<> keep_listening(std::shared_ptr<State> state) {
  auto delay = 50ms;
  while (!state->stopped) {
    try {
      auto connection = std::make_shared<Connection>(state->executor);
      co_await connection->connect(state->hosts, 3s);
      if (state->stopped) co_return;
      connection->on_close = [weak = std::weak_ptr(state)] {
        if (const auto held = weak.lock()) held->timer.cancel();
      };
      state->connection = connection;
      connection->listen(state->channels, state->handlers.on_notification,
                         [weak = std::weak_ptr(state)] {
                           if (const auto held = weak.lock()) held->handlers.on_ready();
                         });
      delay = 50ms;
      while (connection->is_open()) {
        state->timer.expires_after(state->heartbeat);
        co_await wait(*state);
        // Cancelled by a close, or due.
        if (connection->is_open()) ask_for_life(*connection, state->channels.front());
      }
      continue;
    } catch (const std::exception&) {
      state->timer.expires_after(delay);
      delay = std::min<std::chrono::milliseconds>(delay * 2, 1s);
    }
    co_await wait(*state);
  }
}

}  // namespace

Listener::Listener(asio::any_io_executor executor, std::string conninfo,
                   std::vector<std::string> channels, Handlers handlers,
                   std::chrono::milliseconds heartbeat)
    : state_(std::make_shared<State>(State{executor, Hosts(std::move(conninfo)),
                                           std::move(channels), std::move(handlers), heartbeat,
                                           asio::steady_timer(executor)})) {
  asio::co_spawn(executor, [state = state_] { return keep_listening(state); }, asio::detached);
}

Listener::~Listener() {
  state_->stopped = true;
  state_->timer.cancel();
  if (state_->connection) state_->connection->close("listening ends");
}

bool Listener::is_ready() const noexcept {
  return state_->connection && state_->connection->is_open();
}

}  // namespace gatehouse::pg
