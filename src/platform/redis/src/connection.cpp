#include "connection.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::redis {

namespace asio = boost::asio;
using boost::system::error_code;

Connection::Connection(asio::any_io_executor executor, const Options& options)
    : options_(options),
      socket_(executor),
      resolver_(executor),
      timer_(executor),
      reader_(options.max_reply) {}

Task<> Connection::open() {
  const auto self = shared_from_this();
  opened_at_ = Clock::now();
  watch();
  const auto endpoints = co_await resolve();
  error_code error;
  co_await asio::async_connect(socket_, endpoints,
                               asio::redirect_error(asio::use_awaitable, error));
  if (closed_) throw Unavailable("Redis: " + cause_);
  if (error) throw Unavailable("Redis: " + error.message());
  if (options_.address.socket.empty()) socket_.set_option(asio::ip::tcp::no_delay(true), error);
  read();
  co_await greet();
  ready_ = true;
  // From here on it watches the commands.
  timer_.cancel();
}

Task<Connection::Endpoints> Connection::resolve() {
  const auto& address = options_.address;
  if (!address.socket.empty())
    co_return Endpoints{asio::local::stream_protocol::endpoint(address.socket)};
  error_code error;
  const auto number = asio::ip::make_address(address.host, error);
  if (!error) co_return Endpoints{asio::ip::tcp::endpoint(number, address.port)};
  const auto found = co_await resolver_.async_resolve(
      address.host, std::to_string(address.port), asio::redirect_error(asio::use_awaitable, error));
  if (closed_) throw Unavailable("Redis: " + cause_);
  if (error) throw Unavailable("Redis: " + error.message());
  Endpoints endpoints;
  for (const auto& entry : found) endpoints.emplace_back(entry.endpoint());
  co_return endpoints;
}

// PING last: also a server that asks for nothing must answer before it counts as connected. A stopped one still
// accepts.
Task<> Connection::greet() {
  const auto& address = options_.address;
  std::vector<std::vector<std::string>> commands;
  if (!address.user.empty()) {
    commands.push_back({"AUTH", address.user, address.password.reveal()});
  } else if (!address.password.empty()) {
    commands.push_back({"AUTH", address.password.reveal()});
  }
  if (address.database != 0) commands.push_back({"SELECT", std::to_string(address.database)});
  commands.push_back({"PING"});
  for (auto& arguments : commands) {
    const auto name = arguments.front();
    const auto reply = co_await command(std::move(arguments));
    if (reply.is_error()) throw Unavailable(fmt::format("Redis refuses {}: {}", name, reply.text));
  }
}

Task<Reply> Connection::command(std::vector<std::string> arguments) {
  // Before the coroutine is suspended: an asynchronous operation must not throw when it begins.
  if (closed_) throw Unavailable("Redis: " + cause_);
  if (pending_.size() >= options_.max_pending)
    throw Unavailable("too many commands wait for Redis");
  append(arguments);
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                          void(std::exception_ptr, Reply)>(
      [this](auto handler) {
        pending_.push_back({std::move(handler), Clock::now()});
        start_writing();
        watch();
      },
      asio::use_awaitable);
}

void Connection::append(const std::vector<std::string>& arguments) {
  fmt::format_to(std::back_inserter(outgoing_), "*{}\r\n", arguments.size());
  for (const auto& argument : arguments) {
    fmt::format_to(std::back_inserter(outgoing_), "${}\r\n", argument.size());
    outgoing_ += argument;
    outgoing_ += "\r\n";
  }
}

// Not at once: what else this turn of the event loop asks goes along.
void Connection::start_writing() {
  if (std::exchange(writing_, true)) return;
  asio::post(socket_.get_executor(), [self = shared_from_this()] { self->write(); });
}

void Connection::write() {
  if (closed_) return;
  sending_.clear();
  sending_.swap(outgoing_);
  asio::async_write(socket_, asio::buffer(sending_),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      if (error) return self->close(error.message());
                      if (!self->outgoing_.empty()) return self->write();
                      self->writing_ = false;
                    });
}

// Reads also while nothing is asked: a server that goes away is noticed at once.
void Connection::read() {
  if (closed_) return;
  socket_.async_read_some(asio::buffer(input_),
                          [self = shared_from_this()](error_code error, std::size_t size) {
                            if (self->closed_) return;
                            if (error) return self->close(error.message());
                            self->reader_.feed({self->input_.data(), size});
                            self->take_replies();
                            self->read();
                          });
}

void Connection::take_replies() {
  try {
    while (!closed_) {
      auto reply = reader_.next();
      if (!reply) return;
      if (pending_.empty()) return close("a reply that nobody asked for");
      auto handler = std::move(pending_.front().handler);
      pending_.pop_front();
      // The caller goes on here: it may ask more, or close.
      handler(nullptr, std::move(*reply));
    }
  } catch (const Unavailable& error) {
    close(error.what());
  }
}

Connection::Clock::time_point Connection::deadline() const {
  return ready_ ? pending_.front().sent_at + options_.timeout
                : opened_at_ + options_.connect_timeout;
}

// One timer for all commands: the oldest is answered first. It is set again only when it fires.
void Connection::watch() {
  if (watching_ || closed_ || (ready_ && pending_.empty())) return;
  watching_ = true;
  timer_.expires_at(deadline());
  timer_.async_wait([self = shared_from_this()](error_code) {
    self->watching_ = false;
    if (self->closed_ || (self->ready_ && self->pending_.empty())) return;
    if (Clock::now() < self->deadline()) return self->watch();
    error_code ignored;
    if (self->ready_ && self->socket_.available(ignored) > 0) {
      // This event loop was late, not Redis: the answer waits to be read.
      self->pending_.front().sent_at = Clock::now();
      return self->watch();
    }
    self->close(self->ready_ ? "no answer in time" : "no connection in time");
  });
}

void Connection::close(const std::string& cause) {
  if (std::exchange(closed_, true)) return;
  const auto self = shared_from_this();
  cause_ = cause;
  error_code ignored;
  socket_.close(ignored);
  resolver_.cancel();
  timer_.cancel();
  for (auto& lost : std::exchange(pending_, {}))
    lost.handler(std::make_exception_ptr(Unavailable("Redis: " + cause_)), {});
  if (const auto told = std::exchange(on_close, nullptr)) told();
}

}  // namespace gatehouse::redis
