#include "observer.hpp"

#include <gatehouse/platform/telemetry/log.hpp>

#include "request_span.hpp"

namespace gatehouse::app {

using telemetry::Level;

namespace {

std::string_view operation_of(const api::RouteInfo* route) {
  return route != nullptr ? route->route.operation_id : "none";
}

// Where nothing failed, an answer above 499 is one that the handler chose: a probe that says "not ready".
Level level_of(const api::Exchange& exchange) {
  return exchange.status >= 500 && !exchange.error_code.empty() ? Level::warn : Level::debug;
}

}  // namespace

void RequestObserver::completed(const api::Exchange& exchange) noexcept {
  const std::chrono::duration<double> took = exchange.duration;
  const auto& activity = telemetry::current_activity();
  const auto& counted = series(exchange.route, exchange.status);
  counted.duration->Observe(took.count());
  counted.round_trips->Observe(activity.round_trips);
  if (activity.tracer != nullptr)
    activity.tracer->record(request_span(exchange, activity.clock_offset));
  const auto level = level_of(exchange);
  if (!telemetry::is_logged(level)) return;
  telemetry::log(level, "request",
                 {{"operation", operation_of(exchange.route)},
                  {"method", exchange.method},
                  {"status", exchange.status},
                  {"error", exchange.error_code},
                  {"milliseconds", took.count() * 1000},
                  {"round_trips", activity.round_trips},
                  {"client", exchange.context.client().text()}});
}

void RequestObserver::failed(const api::Context&, std::string_view cause) noexcept {
  telemetry::log(Level::error, "request_failed", {{"cause", cause}});
}

RequestObserver::Series& RequestObserver::series(const api::RouteInfo* route, int status) {
  const auto status_class = static_cast<std::uint64_t>(status / 100);
  const auto key = reinterpret_cast<std::uintptr_t>(route) * 8 + status_class;
  auto& found = series_[key];
  if (found.duration == nullptr) {
    const std::string operation(operation_of(route));
    found.duration = &metrics_.durations(
        "gatehouse_request_duration_seconds", "Time to answer a request",
        {{"operation", operation}, {"status", std::to_string(status_class) + "xx"}});
    found.round_trips = &metrics_.histogram("gatehouse_request_round_trips",
                                            "Round trips to the database that a request took",
                                            {0, 1, 2, 3, 4, 5, 8, 13}, {{"operation", operation}});
  }
  return found;
}

void observe_statements(pg::Database& database, telemetry::Metrics& metrics) {
  struct Series {
    prometheus::Histogram* duration = nullptr;
    prometheus::Counter* failures = nullptr;
  };
  // By the place of the name, which is a constant of the program.
  database.observe([&metrics, known = std::unordered_map<const char*, Series>{}](
                       std::string_view name, std::chrono::steady_clock::duration took,
                       bool succeeded) mutable {
    auto& series = known[name.data()];
    if (series.duration == nullptr) {
      const telemetry::Metrics::Labels labels{{"statement", std::string(name)}};
      series.duration = &metrics.histogram("gatehouse_statement_duration_seconds",
                                           "Time of the flush that a statement went out in",
                                           {0.0005, 0.001, 0.0025, 0.01, 0.05, 0.25, 1.0}, labels);
      series.failures = &metrics.counter("gatehouse_statement_failures_total",
                                         "Statements without a result", labels);
    }
    series.duration->Observe(std::chrono::duration<double>(took).count());
    if (!succeeded) series.failures->Increment();
  });
}

}  // namespace gatehouse::app
