#include "operator_listener.hpp"

namespace gatehouse::app {
namespace {

// A few scrapers and probes; connections of clients are counted elsewhere.
constexpr http::ServerLimits limits{.max_connections = 100, .max_connections_per_address = 100};

}  // namespace

OperatorListener::OperatorListener(boost::asio::io_context& context, Shared& shared)
    : operations_(shared),
      router_({.clock = shared.clock, .public_url = shared.settings.public_url}),
      server_(context, limits, std::make_shared<http::ConnectionCounter>(limits),
              [this](http::Request& request) { return router_.handle(request); }) {
  operations_.add_operator_routes(router_);
  const auto& settings = shared.settings.http;
  server_.listen({.address = *IpAddress::parse(settings.metrics_address),
                  .port = static_cast<std::uint16_t>(settings.metrics_port),
                  .tls = nullptr,
                  .trusted_proxies = {}});
}

}  // namespace gatehouse::app
