// The access log, the metrics and the spans of requests and statements.
#pragma once

#include <unordered_map>

#include <gatehouse/platform/api/observer.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>
#include <gatehouse/platform/telemetry/tracer.hpp>

namespace gatehouse::app {

/// One a worker: the series of an operation are looked up once.
class RequestObserver final : public api::Observer {
 public:
  explicit RequestObserver(telemetry::Metrics& metrics) : metrics_(metrics) {}

  void completed(const api::Exchange& exchange) noexcept override;
  void failed(const api::Context& context, std::string_view cause) noexcept override;

 private:
  struct Series {
    prometheus::Histogram* duration = nullptr;
    prometheus::Histogram* round_trips = nullptr;
  };
  Series& series(const api::RouteInfo* route, int status);

  telemetry::Metrics& metrics_;
  std::unordered_map<std::uint64_t, Series> series_;  ///< by route and status class
};

/// Times the statements of one worker's database from now on. `metrics` outlives it.
void observe_statements(pg::Database& database, telemetry::Metrics& metrics);

}  // namespace gatehouse::app
