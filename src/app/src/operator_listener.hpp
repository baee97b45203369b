// The port of whoever runs the service: /metrics, /healthz and /readyz, and nothing else. Served by the first worker.
#pragma once

#include <gatehouse/platform/http/server.hpp>

#include "operations.hpp"

namespace gatehouse::app {

class OperatorListener {
 public:
  /// Begins to accept on http.metrics_port. Throws boost::system::system_error when the address is taken. What is given
  /// outlives the listener.
  OperatorListener(boost::asio::io_context& context, Shared& shared);

 private:
  Operations operations_;
  api::Router router_;
  http::Server server_;
};

}  // namespace gatehouse::app
