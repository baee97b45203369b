// A Redis or Valkey server, asked over one pipelined connection. hiredis reads the protocol; Asio has the socket.
//
// The client belongs to one thread: a worker has its own. It connects by itself and again whenever the connection is
// lost, with growing waits from 50 ms to 1 s. While there is none, every command fails at once: nobody waits for a
// cache.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include <gatehouse/platform/redis/address.hpp>
#include <gatehouse/platform/redis/reply.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::redis {

struct Options {
  Address address;
  /// For an answer. Answers come in order, so that one which is late holds up all behind it: the connection is dropped.
  std::chrono::milliseconds timeout{50};
  /// For the name, the connection, AUTH, SELECT and PING together.
  std::chrono::milliseconds connect_timeout{1000};
  std::size_t max_pending = 1024;       ///< commands without an answer; more are refused
  std::size_t max_reply = 1024 * 1024;  ///< bytes; a longer reply ends the connection
  /// Told on the client's thread when it is connected (with an empty cause) and when it is no more, or could not be at
  /// the first try.
  std::function<void(bool connected, const std::string& cause)> on_change;
};

class Client {
 public:
  Client(boost::asio::any_io_executor executor, Options options);
  /// Commands in flight fail with Unavailable.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// The reply to one command, its name first; arguments are bytes. Commands of one turn of the event loop travel
  /// together. A refusal by Redis is a reply of kind error. Throws Unavailable when there is no connection, when too
  /// many commands wait, after the time-out and when the connection is lost: then it is unknown whether the command
  /// ran. Commands whose replies are not one for one (SUBSCRIBE, MONITOR) must not be sent.
  Task<Reply> command(std::vector<std::string> arguments);

  bool is_connected() const noexcept;
  /// Commands without an answer.
  std::size_t pending() const noexcept;

 private:
  struct State;
  static Task<> keep_connected(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;
};

/// Connects once, blocking, and tells the server's version ("7.0.15"; "unknown" when the user may not ask). Throws
/// Unavailable. For the command line.
std::string check_server(const Options& options);

}  // namespace gatehouse::redis
