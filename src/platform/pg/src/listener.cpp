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
  asio::steady_timer timer;
  std::shared_ptr<Connection> connection{};
  bool stopped = false;
};

namespace {

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
      state->timer.expires_at(asio::steady_timer::time_point::max());
      if (!connection->is_open()) continue;
    } catch (const std::exception&) {
      state->timer.expires_after(delay);
      delay = std::min<std::chrono::milliseconds>(delay * 2, 1s);
    }
    boost::system::error_code ignored;
    co_await state->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

}  // namespace

Listener::Listener(asio::any_io_executor executor, std::string conninfo,
                   std::vector<std::string> channels, Handlers handlers)
    : state_(
          std::make_shared<State>(State{executor, Hosts(std::move(conninfo)), std::move(channels),
                                        std::move(handlers), asio::steady_timer(executor)})) {
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
