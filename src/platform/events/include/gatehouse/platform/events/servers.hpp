// Which NATS servers, and who asks.
#pragma once

#include <string>
#include <vector>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::events {

/// Servers of one cluster: any of them will do. With TLS, the certificate must name the host and be signed by an
/// authority that OpenSSL knows (of the system, or of SSL_CERT_FILE).
struct Servers {
  std::vector<std::string> hosts;  ///< "host:port" each, an IPv6 address in brackets
  bool tls = false;                ///< insist on TLS; else it is for the server to say
  std::string user;                ///< empty: a token, or nobody in particular
  Secret password;
  Secret token;  ///< empty: a user, or nobody in particular

  /// For the log: the hosts, never a credential.
  std::string text() const;
};

/// Reads nats://[user:password@ or token@]host[:port], or tls:// to insist on TLS, and several of them separated by
/// commas; what stands before @ is percent-encoded (RFC 3986 section 2.1). Credentials may stand in one of the
/// addresses or be the same in all. Throws std::runtime_error with a sentence that does not repeat the addresses.
Servers parse_servers(const Secret& urls);

}  // namespace gatehouse::events
