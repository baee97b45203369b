// TlsKeys' inside: the OpenSSL context.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <gatehouse/platform/http/server.hpp>

namespace gatehouse::http {

struct TlsKeys::Context {
  boost::asio::ssl::context ssl{boost::asio::ssl::context::tls_server};
};

/// What the client of a handshake showed; null when nothing.
std::shared_ptr<const ClientCertificate> client_certificate(SSL* connection);

}  // namespace gatehouse::http
