#include <gatehouse/platform/http/server.hpp>

#include <array>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <gatehouse/base/clock.hpp>

#include "server_state.hpp"

namespace gatehouse::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// RFC 9110 section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT.
std::string http_date() {
  using namespace std::chrono;
  constexpr std::array day_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto now = SystemClock{}.now();
  const auto day = floor<days>(now);
  const year_month_day date{day};
  const hh_mm_ss time{floor<seconds>(now - day)};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", day_names[weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()),
                     month_names[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

IpAddress address_of(const tcp::endpoint& endpoint) {
  return IpAddress::parse(endpoint.address().to_string()).value_or(IpAddress{});
}

}  // namespace

Server::State::State(asio::io_context& context_, ServerLimits limits_,
                     std::shared_ptr<ConnectionCounter> counter_, Handler handler_)
    : context(context_),
      limits(limits_),
      counter(std::move(counter_)),
      handler(std::move(handler_)),
      now(std::chrono::steady_clock::now()),
      date(http_date()),
      timer_(context_) {}

std::uint16_t Server::State::listen(const ListenOptions& options) {
  const tcp::endpoint endpoint(asio::ip::make_address(options.address.text()), options.port);
  auto acceptor = std::make_shared<tcp::acceptor>(context);
  acceptor->open(endpoint.protocol());
  acceptor->set_option(asio::socket_base::reuse_address(true));
  acceptor->set_option(ReusePort(true));
  acceptor->bind(endpoint);
  acceptor->listen(4096);
  const auto port = acceptor->local_endpoint().port();
  if (acceptors_.empty()) {
    asio::co_spawn(context, [self = shared_from_this()] { return self->sweep(); }, asio::detached);
  }
  acceptors_.push_back(acceptor);
  asio::co_spawn(
      context,
      [self = shared_from_this(), acceptor, options] { return self->accept(acceptor, options); },
      asio::detached);
  return port;
}

Task<> Server::State::accept(std::shared_ptr<tcp::acceptor> acceptor,
                             ListenOptions listen_options) {
  const auto self = shared_from_this();
  const auto options = std::make_shared<const ListenOptions>(std::move(listen_options));
  while (acceptor->is_open()) {
    boost::system::error_code error;
    Socket socket(context);
    tcp::endpoint remote;
    co_await acceptor->async_accept(socket, remote,
                                    asio::redirect_error(asio::use_awaitable, error));
    if (!acceptor->is_open()) break;
    if (error) {
      // Out of descriptors, most likely: accepting at once again would only burn the core.
      asio::steady_timer pause(context, 50ms);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    const auto peer = address_of(remote);
    if (!counter->enter(peer)) continue;
    socket.set_option(tcp::no_delay(true), error);
    asio::co_spawn(context, serve(self, std::move(socket), peer, options), asio::detached);
  }
}

Task<> Server::State::sweep() {
  const auto self = shared_from_this();
  while (!draining || !connections.empty()) {
    boost::system::error_code ignored;
    timer_.expires_after(500ms);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    now = std::chrono::steady_clock::now();
    date = http_date();
    for (auto* connection : connections) {
      if (connection->deadline > now) continue;
      connection->timed_out = true;
      connection->socket->cancel(ignored);
      // A connection that goes on after its time-out answer is closed by the next sweep.
      if (connection->deadline + 2s < now) connection->socket->close(ignored);
    }
  }
}

void Server::State::drain() {
  draining = true;
  boost::system::error_code ignored;
  for (const auto& acceptor : acceptors_) acceptor->close(ignored);
  for (auto* connection : connections) {
    if (connection->idle) connection->socket->cancel(ignored);
    if (connection->body == nullptr) continue;
    connection->body->stop();
    connection->deadline = std::min(connection->deadline, now + limits.drain_time);
  }
}

void Server::State::close() {
  drain();
  boost::system::error_code ignored;
  for (auto* connection : connections) connection->socket->close(ignored);
  timer_.cancel();
}

Server::Server(asio::io_context& context, ServerLimits limits,
               std::shared_ptr<ConnectionCounter> counter, Handler handler)
    : state_(std::make_shared<State>(context, limits, std::move(counter), std::move(handler))) {}

Server::~Server() { state_->close(); }

std::uint16_t Server::listen(const ListenOptions& options) { return state_->listen(options); }
void Server::drain() { state_->drain(); }
std::size_t Server::connections() const noexcept { return state_->connections.size(); }

}  // namespace gatehouse::http
