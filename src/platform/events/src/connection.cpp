#include "connection.hpp"

#include <charconv>

#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/random.hpp>

#include "acknowledgement.hpp"

namespace gatehouse::events {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::string_view subscription = "1";
constexpr int no_responders = 503;

bool demands_tls(std::string_view info) {
  error_code error;
  const auto value = boost::json::parse(info, error);
  const auto* fields = error ? nullptr : value.if_object();
  if (fields == nullptr) throw Unavailable("the server says what is no NATS");
  const auto* demanded = fields->if_contains("tls_required");
  return demanded != nullptr && demanded->is_bool() && demanded->get_bool();
}

}  // namespace

Connection::Connection(asio::any_io_executor executor, const Options& options,
                       const std::string& host)
    : options_(options),
      host_(host),
      tls_context_(asio::ssl::context::tls_client),
      stream_(executor, tls_context_),
      resolver_(executor),
      timer_(executor),
      inbox_("_INBOX." + encode_hex(random_string(16)) + ".") {}

void Connection::fail() const { throw Unavailable(cause_); }

Task<> Connection::open(Clock::time_point deadline) {
  const auto self = shared_from_this();
  timer_.expires_at(deadline);
  timer_.async_wait([self](error_code error) {
    if (!error) self->close("no connection in time");
  });
  try {
    co_await connect();
    co_await greet();
  } catch (const boost::system::system_error& error) {
    close(error.code().message());
  }
  // What was cut off by close() says why in its own words.
  if (closed_) fail();
  timer_.cancel();
  read();
}

std::string Connection::host_name() const {
  const auto name = host_.substr(0, host_.rfind(':'));
  return name.starts_with('[') ? name.substr(1, name.size() - 2) : name;
}

Task<> Connection::connect() {
  const auto port = host_.substr(host_.rfind(':') + 1);
  const auto endpoints = co_await resolver_.async_resolve(host_name(), port, asio::use_awaitable);
  co_await asio::async_connect(stream_.next_layer(), endpoints, asio::use_awaitable);
  stream_.next_layer().set_option(asio::ip::tcp::no_delay(true));
}

// INFO, then TLS, then CONNECT with the credentials; PING last, since only its answer tells whether they are right.
Task<> Connection::greet() {
  const auto info = co_await read_operation();
  if (info.kind == Operation::Kind::error) throw Unavailable(info.text);
  if (demands_tls(info.text) || options_.servers.tls) co_await secure();
  co_await write_all(connect_operation());
  while (true) {
    const auto operation = co_await read_operation();
    if (operation.kind == Operation::Kind::pong) co_return;
    if (operation.kind == Operation::Kind::error) close(operation.text);
    if (closed_) co_return;
  }
}

Task<> Connection::secure() {
  // What came in the clear before the handshake would be read as if it had come after it.
  if (!reader_.is_empty()) throw Unavailable("the server speaks before TLS");
  const auto name = host_name();
  tls_context_.set_default_verify_paths();
  stream_.set_verify_mode(asio::ssl::verify_peer);
  stream_.set_verify_callback(asio::ssl::host_name_verification(name));
  SSL_set_min_proto_version(stream_.native_handle(), TLS1_2_VERSION);
  error_code not_an_address;
  asio::ip::make_address(name, not_an_address);
  if (not_an_address) SSL_set_tlsext_host_name(stream_.native_handle(), name.c_str());
  co_await stream_.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  is_tls_ = true;
}

std::string Connection::connect_operation() const {
  boost::json::object fields{
      {"verbose", false}, {"pedantic", false},     {"name", "gatehouse"},
      {"lang", "c++"},    {"version", "1.0.0"},    {"protocol", 1},
      {"headers", true},  {"no_responders", true}, {"tls_required", is_tls_}};
  const auto& servers = options_.servers;
  if (!servers.user.empty()) {
    fields["user"] = servers.user;
    fields["pass"] = servers.password.reveal();
  } else if (!servers.token.empty()) {
    fields["auth_token"] = servers.token.reveal();
  }
  return fmt::format("CONNECT {}\r\nSUB {}* {}\r\nPING\r\n", boost::json::serialize(fields), inbox_,
                     subscription);
}

Task<Operation> Connection::read_operation() {
  while (true) {
    if (auto operation = reader_.next()) co_return std::move(*operation);
    const auto size =
        is_tls_ ? co_await stream_.async_read_some(asio::buffer(input_), asio::use_awaitable)
                : co_await stream_.next_layer().async_read_some(asio::buffer(input_),
                                                                asio::use_awaitable);
    reader_.feed({input_.data(), size});
  }
}

Task<> Connection::write_all(std::string bytes) {
  if (is_tls_) {
    co_await asio::async_write(stream_, asio::buffer(bytes), asio::use_awaitable);
  } else {
    co_await asio::async_write(stream_.next_layer(), asio::buffer(bytes), asio::use_awaitable);
  }
}

Task<std::string> Connection::ask(std::string verb, std::string body, Clock::time_point deadline) {
  if (closed_) fail();
  append_request(outgoing_, fmt::format("$JS.API.STREAM.{}.{}", verb, options_.stream), body,
                 reply_subject(0));
  const auto answers = co_await settle(1, deadline);
  if (!answers[0]) fail();
  if (answers[0]->status == no_responders) throw Unavailable("there is no JetStream");
  co_return answers[0]->body;
}

Task<std::vector<std::string>> Connection::store(std::vector<const Message*> messages,
                                                 Clock::time_point deadline) {
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < messages.size() && !closed_; ++i)
    append_publish(outgoing_, *messages[i], options_.stream, reply_subject(i));
  const auto answers = co_await settle(messages.size(), deadline);
  for (const auto& answer : answers) {
    if (!answer) {
      reasons.push_back(cause_);
    } else if (answer->status == no_responders) {
      reasons.push_back("no stream takes the subject");
    } else {
      reasons.push_back(refusal_in(answer->body));
    }
  }
  co_return reasons;
}

std::string Connection::reply_subject(std::size_t question) const {
  return inbox_ + std::to_string(asked_ + question);
}

// Waits for the answers to the questions that were just appended.
Task<std::vector<std::optional<Connection::Answer>>> Connection::settle(
    std::size_t questions, Clock::time_point deadline) {
  GH_ASSERT(unanswered_ == 0);
  const auto self = shared_from_this();
  answers_.assign(questions, std::nullopt);
  unanswered_ = questions;
  start_writing();
  if (!closed_ && unanswered_ > 0) {
    error_code ignored;
    timer_.expires_at(deadline);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (unanswered_ > 0) close("no answer in time");
  asked_ += questions;
  unanswered_ = 0;
  co_return std::exchange(answers_, {});
}

void Connection::ping() {
  if (closed_) return;
  if (std::exchange(pinged_, true)) return close("no answer to a ping");
  outgoing_ += "PING\r\n";
  start_writing();
}

// Not at once: what else this turn of the event loop says goes along.
void Connection::start_writing() {
  if (closed_ || std::exchange(writing_, true)) return;
  asio::post(stream_.get_executor(), [self = shared_from_this()] { self->write(); });
}

void Connection::write() {
  if (closed_) return;
  sending_.clear();
  sending_.swap(outgoing_);
  const auto written = [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->close(error.message());
    if (!self->outgoing_.empty()) return self->write();
    self->writing_ = false;
  };
  if (is_tls_) {
    asio::async_write(stream_, asio::buffer(sending_), written);
  } else {
    asio::async_write(stream_.next_layer(), asio::buffer(sending_), written);
  }
}

// Reads also while nothing is asked: a server that goes away is noticed at once.
void Connection::read() {
  try {
    while (auto operation = closed_ ? std::nullopt : reader_.next()) take(*operation);
  } catch (const Unavailable& error) {
    close(error.what());
  }
  if (closed_) return;
  const auto got = [self = shared_from_this()](error_code error, std::size_t size) {
    if (self->closed_) return;
    if (error) return self->close(error.message());
    self->reader_.feed({self->input_.data(), size});
    self->read();
  };
  if (is_tls_) {
    stream_.async_read_some(asio::buffer(input_), got);
  } else {
    stream_.next_layer().async_read_some(asio::buffer(input_), got);
  }
}

void Connection::take(const Operation& operation) {
  switch (operation.kind) {
    case Operation::Kind::message:
      return take_answer(operation);
    case Operation::Kind::ping:
      outgoing_ += "PONG\r\n";
      return start_writing();
    case Operation::Kind::pong:
      pinged_ = false;
      return;
    case Operation::Kind::error:
      return close(operation.text);
    case Operation::Kind::info:
    case Operation::Kind::ok:
      return;
  }
}

// An answer to a question of before, which nobody waits for any more, is passed over.
void Connection::take_answer(const Operation& message) {
  if (!message.subject.starts_with(inbox_)) return;
  const auto digits = std::string_view(message.subject).substr(inbox_.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return;
  if (number < asked_ || number - asked_ >= answers_.size()) return;
  auto& answer = answers_[number - asked_];
  if (answer) return;
  answer = {.status = status_in(message.headers), .body = message.text};
  if (--unanswered_ == 0) timer_.cancel();
}

void Connection::close(const std::string& cause) {
  if (std::exchange(closed_, true)) return;
  const auto self = shared_from_this();
  cause_ = cause;
  error_code ignored;
  stream_.next_layer().close(ignored);
  resolver_.cancel();
  timer_.cancel();
  if (const auto told = std::exchange(on_close, nullptr)) told();
}

}  // namespace gatehouse::events
