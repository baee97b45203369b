// One request over a connection of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

namespace gatehouse::fault {

struct Answer {
  int status = 0;
  std::string head;
  boost::json::value body;  ///< null when the answer is not JSON

  bool has_header(std::string_view name) const;
  /// The text at a pointer such as "/tokens/access_token"; throws std::runtime_error when it is not there.
  std::string text(std::string_view pointer) const;
};

struct Request {
  std::string method;
  std::string path;
  std::string body{};
  std::string token{};
  std::string from = "192.0.2.1";  ///< X-Forwarded-For: the program under test trusts this machine
};

/// A connection to 127.0.0.1, closed with the object.
class Socket {
 public:
  /// Throws std::runtime_error when it is refused.
  explicit Socket(std::uint16_t port);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// False when the other end is closed.
  bool send(std::string_view bytes) const;
  /// Everything up to the end of the connection, or for `limit`.
  std::string read_all(std::chrono::milliseconds limit) const;
  /// True once the other end has closed; does not wait. Whatever it had sent is gone then.
  bool is_closed() const;

 private:
  int descriptor_;
};

/// Empty when the connection was refused or broke before the whole answer had come.
std::optional<Answer> send(std::uint16_t port, const Request& request);

/// An address in another network for each number: limits and throttles then count each request alone.
std::string network(int number);

}  // namespace gatehouse::fault
