// The HTTP/1.1 server (RFC 9110, 9112) of one worker thread.
//
// Each worker listens with SO_REUSEPORT on the same port. Requests of a connection are answered in order; a request
// that is not well-formed, too large or too slow is answered by the server itself with problem+json and ends the
// connection.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include <gatehouse/platform/http/message.hpp>

namespace gatehouse::http {

struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t target_bytes = 8 * 1024;
  std::size_t body_bytes = 1024 * 1024;
  std::chrono::seconds header_time{
      10};  ///< from the first byte (or the connection) to the end of the header
  std::chrono::seconds body_time{30};
  std::chrono::seconds write_time{30};
  std::chrono::seconds idle_time{75};    ///< between requests of a connection
  std::chrono::seconds drain_time{2};    ///< for the last part of a streamed answer after drain()
  std::size_t max_connections = 20'000;  ///< of all workers
  std::size_t max_connections_per_address = 1'000;
};

/// Connections of all workers, counted together. Thread-safe.
class ConnectionCounter {
 public:
  explicit ConnectionCounter(const ServerLimits& limits) : limits_(limits) {}
  /// False when one more would exceed a cap; nothing is counted then.
  bool enter(const IpAddress& address);
  void leave(const IpAddress& address);
  std::size_t total() const noexcept { return total_.load(std::memory_order_relaxed); }

 private:
  ServerLimits limits_;
  std::atomic<std::size_t> total_{0};
  std::mutex mutex_;
  std::map<IpAddress, std::size_t> by_address_;  ///< countable ones
};

struct TlsOptions {
  std::string certificate;  ///< PEM file: chain
  std::string key;          ///< PEM file
  bool allow_tls_1_2 = false;
  std::string client_ca;  ///< PEM file; not empty: clients must show a certificate that it signed
};

/// TLS keys of all workers: TLS 1.3, and 1.2 (forward secrecy and authenticated encryption only) when allowed; HTTP/1.1
/// as the only protocol (RFC 7301). With `client_ca` a handshake ends unless the client shows a certificate for clients
/// that this authority signed and that is valid now; no session is resumed. Thread-safe; connections that exist keep
/// theirs.
class TlsKeys {
 public:
  /// Throws std::runtime_error with a sentence when a file does not fit.
  explicit TlsKeys(TlsOptions options);
  ~TlsKeys();
  /// Reads the files again; keeps what there is and throws when they do not fit.
  void reload();

  struct Context;
  std::shared_ptr<Context> current() const;

 private:
  TlsOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<Context> context_;
};

struct ListenOptions {
  IpAddress address;
  std::uint16_t port = 0;        ///< 0: any free one
  std::shared_ptr<TlsKeys> tls;  ///< null: plain
  std::vector<IpNetwork> trusted_proxies;
};

class Server {
 public:
  /// Used on the thread of `context` only, but for the constructor and stop().
  Server(boost::asio::io_context& context, ServerLimits limits,
         std::shared_ptr<ConnectionCounter> counter, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Begins to accept; returns the port. Throws boost::system::system_error when the address is taken.
  std::uint16_t listen(const ListenOptions& options);
  /// Stops accepting and ends idle connections; busy ones end after their answer, and streamed answers are stopped.
  void drain();
  std::size_t connections() const noexcept;

  class State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace gatehouse::http
