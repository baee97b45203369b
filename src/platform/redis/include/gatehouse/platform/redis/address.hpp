// Where a Redis is and who asks.
#pragma once

#include <cstdint>
#include <string>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::redis {

struct Address {
  std::string host;  ///< a name or an IP address; empty with a socket
  std::uint16_t port = 6379;
  std::string socket;  ///< path of a Unix socket; empty with a host
  std::string user;    ///< of an access control list; empty: the default user
  Secret password;     ///< empty: none is asked for
  int database = 0;

  /// For the log: "host:port/database" or "path/database", never the password.
  std::string text() const;
};

/// Reads redis://[user[:password]@]host[:port][/database] or unix://[user[:password]@]/path[?db=database]; user and
/// password are percent-encoded (RFC 3986 section 2.1). Throws std::runtime_error with a sentence that does not repeat
/// the address. TLS (rediss://) is refused.
Address parse_address(const Secret& url);

}  // namespace gatehouse::redis
