// One connection: read a request, answer it, again.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/http/client_address.hpp>

#include "framing.hpp"
#include "request_reader.hpp"
#include "response_text.hpp"
#include "server_state.hpp"
#include "streamed_answer.hpp"
#include "tls_keys.hpp"

namespace gatehouse::http {
namespace {

namespace asio = boost::asio;

using TlsStream = asio::ssl::stream<Socket>;

template <class Stream>
class Connection {
 public:
  Connection(std::shared_ptr<Server::State> state, Stream& stream, Supervised& supervised,
             IpAddress peer, const ListenOptions& options,
             std::shared_ptr<const ClientCertificate> certificate)
      : state_(std::move(state)),
        stream_(stream),
        supervised_(supervised),
        peer_(peer),
        options_(options),
        certificate_(std::move(certificate)) {}

  Task<> run() {
    bool go_on = true;
    while (go_on && !state_->draining) {
      reader_.emplace(state_->limits);
      go_on = co_await read_header() && co_await read_body() && co_await answer();
    }
  }

 private:
  using State = RequestReader::State;

  void allow(std::chrono::seconds time) {
    supervised_.deadline = state_->now + time + std::chrono::seconds{1};
  }

  // False when the connection is over.
  Task<bool> read_header() {
    supervised_.idle = buffer_.size() == 0;
    allow(supervised_.idle ? state_->limits.idle_time : state_->limits.header_time);
    while (reader_->state() == State::header) {
      if (buffer_.size() > 0) take_from_buffer();
      if (reader_->error()) co_return co_await refuse(*reader_->error());
      if (reader_->state() != State::header) break;
      if (!co_await read_more(4 * 1024)) co_return co_await give_up();
      // The time for the header runs from its first byte, however slowly the others drip.
      if (supervised_.idle) {
        supervised_.idle = false;
        allow(state_->limits.header_time);
      }
    }
    supervised_.idle = false;
    co_return true;
  }

  Task<bool> read_body() {
    if (reader_->state() == State::complete) co_return true;
    allow(state_->limits.body_time);
    if (reader_->expects_continue()) {
      boost::system::error_code error;
      co_await write("HTTP/1.1 100 Continue\r\n\r\n", error);
      if (error) co_return false;
    }
    while (true) {
      if (buffer_.size() > 0) take_from_buffer();
      if (reader_->error()) co_return co_await refuse(*reader_->error());
      if (reader_->state() == State::complete) co_return true;
      if (!co_await read_more(64 * 1024)) co_return co_await give_up();
    }
  }

  void take_from_buffer() {
    const auto bytes = buffer_.data();
    buffer_.consume(reader_->put({static_cast<const char*>(bytes.data()), bytes.size()}));
  }

  Task<bool> read_more(std::size_t size) {
    boost::system::error_code error;
    const auto read = co_await stream_.async_read_some(
        buffer_.prepare(size), asio::redirect_error(asio::use_awaitable, error));
    buffer_.commit(read);
    co_return !error;
  }

  Task<bool> answer() {
    const bool keep_alive = reader_->keep_alive();
    const bool chunked = reader_->reads_chunks();
    auto request = reader_->take();
    request.peer = peer_;
    request.secure = options_.tls != nullptr;
    request.certificate = certificate_;
    request.client = options_.trusted_proxies.empty()
                         ? peer_
                         : client_address(peer_, forwarded_for(request), options_.trusted_proxies);
    // The handler has its own deadline.
    supervised_.deadline = std::chrono::steady_clock::time_point::max();
    auto response = co_await state_->handler(request);
    const bool head_only = request.method == "HEAD";
    if (response.stream && response.status != 204 && response.status != 304) {
      output_.clear();
      append_stream_header(output_, response, chunked, state_->date);
      request = {};
      co_return co_await stream(std::exchange(response, {}).stream, chunked, head_only);
    }
    const bool go_on = keep_alive && !state_->draining;
    output_.clear();
    append_response(output_, response, head_only, go_on, state_->date);
    allow(state_->limits.write_time);
    boost::system::error_code error;
    co_await write(output_, error);
    co_return go_on && !error;
  }

  // The header stands in output_. What is left of the request goes: an answer may take minutes, of thousands of
  // clients.
  Task<bool> stream(std::shared_ptr<BodyStream> body, bool chunked, bool head_only) {
    reader_.reset();
    buffer_ = {};
    auto header = std::exchange(output_, {});
    if (head_only) {
      boost::system::error_code error;
      allow(state_->limits.write_time);
      co_await write(header, error);
      co_return false;
    }
    StreamedAnswer<Stream> answer(*state_, stream_, supervised_, std::move(body), chunked);
    co_await answer.send(std::move(header));
    co_return false;
  }

  // The lines of X-Forwarded-For as one: each proxy may add its own.
  static std::string forwarded_for(const Request& request) {
    std::string joined;
    for (const auto& [name, value] : request.headers) {
      if (ascii_iequal(name, "X-Forwarded-For")) joined += (joined.empty() ? "" : ",") + value;
    }
    return joined;
  }

  // The client was too slow, or has gone.
  Task<bool> give_up() {
    if (!supervised_.timed_out || supervised_.idle) co_return false;
    co_return co_await refuse(ErrorCode::request_timeout);
  }

  Task<bool> refuse(ErrorCode code) {
    output_.clear();
    append_response(output_, problem(code), false, false, state_->date);
    allow(std::chrono::seconds{2});
    boost::system::error_code error;
    co_await write(output_, error);
    co_return false;
  }

  Task<> write(std::string_view text, boost::system::error_code& error) {
    co_await asio::async_write(stream_, asio::buffer(text.data(), text.size()),
                               asio::redirect_error(asio::use_awaitable, error));
  }

  std::shared_ptr<Server::State> state_;
  Stream& stream_;
  Supervised& supervised_;
  IpAddress peer_;
  const ListenOptions& options_;
  std::shared_ptr<const ClientCertificate> certificate_;
  boost::beast::flat_buffer buffer_;
  std::optional<RequestReader> reader_;
  std::string output_;
};

// Lets the peer read the last answer before the connection is reset by what it still sends.
Task<> linger(Socket& socket, Supervised& supervised) {
  boost::system::error_code error;
  socket.shutdown(Socket::shutdown_send, error);
  supervised.deadline = std::chrono::steady_clock::now() + std::chrono::seconds{1};
  std::array<char, 4096> sink{};
  std::size_t total = 0;
  while (!error && total < 1024 * 1024) {
    total += co_await socket.async_read_some(asio::buffer(sink),
                                             asio::redirect_error(asio::use_awaitable, error));
  }
}

Task<> serve_tls(std::shared_ptr<Server::State> state, Socket& socket, Supervised& supervised,
                 IpAddress peer, const ListenOptions& options) {
  const auto keys = options.tls->current();
  TlsStream stream(std::move(socket), keys->ssl);
  supervised.socket = &stream.next_layer();
  boost::system::error_code error;
  co_await stream.async_handshake(TlsStream::server,
                                  asio::redirect_error(asio::use_awaitable, error));
  if (!error) {
    Connection<TlsStream> connection(state, stream, supervised, peer, options,
                                     client_certificate(stream.native_handle()));
    co_await connection.run();
    supervised.deadline = state->now + std::chrono::seconds{2};
    co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
  }
  socket = std::move(stream.next_layer());
  supervised.socket = &socket;
}

}  // namespace

Task<> serve(std::shared_ptr<Server::State> state, Socket socket, IpAddress peer,
             std::shared_ptr<const ListenOptions> options) {
  Supervised supervised{.socket = &socket};
  supervised.deadline = state->now + state->limits.header_time + std::chrono::seconds{1};
  const auto place = state->connections.insert(state->connections.end(), &supervised);
  struct Leave {
    Server::State& state;
    std::list<Supervised*>::iterator place;
    const IpAddress& peer;
    ~Leave() {
      state.connections.erase(place);
      state.counter->leave(peer);
    }
  } leave{*state, place, peer};
  if (options->tls) {
    co_await serve_tls(state, socket, supervised, peer, *options);
  } else {
    Connection<Socket> connection(state, socket, supervised, peer, *options, nullptr);
    co_await connection.run();
  }
  co_await linger(socket, supervised);
}

}  // namespace gatehouse::http
