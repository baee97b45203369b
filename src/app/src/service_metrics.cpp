#include "service_metrics.hpp"

#include <gatehouse/platform/telemetry/process_metrics.hpp>

#include "version.hpp"

namespace gatehouse::app {
namespace {

void add_database_metrics(Shared& shared) {
  auto& metrics = shared.metrics;
  const auto connections = [&](const std::string& state) {
    return &metrics.gauge("gatehouse_database_connections", "Connections to PostgreSQL, by use",
                          {{"state", state}});
  };
  auto& round_trips =
      metrics.counter("gatehouse_database_round_trips_total", "Flushes sent to PostgreSQL");
  auto& waiting = metrics.gauge("gatehouse_database_waiting",
                                "Transactions that wait for a connection of their own");
  metrics.before_exposition([&shared, common = connections("shared"), busy = connections("busy"),
                             idle = connections("idle"), &round_trips, &waiting] {
    double sent = 0;
    int up = 0;
    int exclusive = 0;
    int unused = 0;
    int queued = 0;
    for (const auto& one : shared.databases) {
      sent += static_cast<double>(one->round_trips);
      up += one->connected ? 1 : 0;
      exclusive += one->exclusive;
      unused += one->idle;
      queued += one->waiting;
    }
    common->Set(up);
    busy->Set(exclusive - unused);
    idle->Set(unused);
    waiting.Set(queued);
    round_trips.Increment(sent - round_trips.Value());
  });
}

}  // namespace

void add_service_metrics(Shared& shared,
                         std::shared_ptr<const http::ConnectionCounter> connections) {
  auto& metrics = shared.metrics;
  telemetry::add_process_metrics(metrics);
  metrics
      .gauge("gatehouse_build_info", "Always 1; the label says what runs",
             {{"version", std::string(version)}})
      .Set(1);
  auto& ready =
      metrics.gauge("gatehouse_ready", "1 when signing keys and ended sessions are loaded");
  auto& depth = metrics.gauge("gatehouse_hash_queue_depth", "Passwords that wait to be hashed");
  auto& revoked = metrics.gauge("gatehouse_revoked_sessions",
                                "Ended sessions whose access tokens may still be alive");
  auto& open = metrics.gauge("gatehouse_http_connections", "Open connections of clients");
  metrics.before_exposition(
      [&shared, &ready, &depth, &revoked, &open, counter = std::move(connections)] {
        ready.Set(shared.ready ? 1 : 0);
        depth.Set(static_cast<double>(shared.hash_pool.queue_depth()));
        revoked.Set(static_cast<double>(shared.revocations.size()));
        open.Set(static_cast<double>(counter->total()));
      });
  add_database_metrics(shared);
}

}  // namespace gatehouse::app
