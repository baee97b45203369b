#include "event_stream.hpp"

#include <gatehouse/platform/telemetry/log.hpp>

namespace gatehouse::app {
namespace {

events::Options observed(const Shared& shared, telemetry::Metrics& metrics) {
  auto options = event_options(shared.settings.events);
  auto& up =
      metrics.gauge("gatehouse_nats_up", "1 when this instance is connected to NATS, else 0");
  options.on_change = [&up, server = options.servers.text()](bool connected,
                                                             const std::string& cause) {
    up.Set(connected ? 1 : 0);
    if (connected) {
      telemetry::log(telemetry::Level::info, "nats_up", {{"server", server}});
    } else {
      telemetry::log(telemetry::Level::warn, "nats_down", {{"server", server}, {"cause", cause}});
    }
  };
  return options;
}

}  // namespace

EventStream::EventStream(boost::asio::io_context& context, Shared& shared, pg::Database& database)
    : client_(context.get_executor(), observed(shared, shared.metrics)),
      publishing_(shared.settings.tokens.issuer,
                  {database, client_, shared.clock, shared.metrics}) {}

events::Options event_options(const config::Events& settings) {
  return {.servers = events::parse_servers(settings.nats_url),
          .stream = settings.stream,
          .max_age = settings.retention};
}

}  // namespace gatehouse::app
