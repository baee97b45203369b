#include "observer.hpp"

#include <gatehouse/platform/telemetry/log.hpp>

namespace gatehouse::app {

using telemetry::Level;

void RequestObserver::completed(const api::Exchange& exchange) noexcept {
  const std::chrono::duration<double> took = exchange.duration;
  series(exchange.route, exchange.status).Observe(took.count());
  const auto level = exchange.status >= 500 ? Level::warn : Level::debug;
  if (!telemetry::is_logged(level)) return;
  telemetry::log(level, "request",
                 {{"request_id", exchange.context.request_id()},
                  {"operation", exchange.route != nullptr ? exchange.route->route.operation_id
                                                          : std::string_view("none")},
                  {"method", exchange.method},
                  {"status", exchange.status},
                  {"error", exchange.error_code},
                  {"milliseconds", took.count() * 1000},
                  {"client", exchange.context.client().text()}});
}

void RequestObserver::failed(const api::Context& context, std::string_view cause) noexcept {
  telemetry::log(Level::error, "request_failed",
                 {{"request_id", context.request_id()}, {"cause", cause}});
}

prometheus::Histogram& RequestObserver::series(const api::RouteInfo* route, int status) {
  const auto status_class = static_cast<std::uint64_t>(status / 100);
  const auto key = reinterpret_cast<std::uintptr_t>(route) * 8 + status_class;
  auto& found = series_[key];
  if (found == nullptr) {
    found = &metrics_.durations(
        "gatehouse_request_duration_seconds", "Time to answer a request",
        {{"operation", route != nullptr ? std::string(route->route.operation_id) : "none"},
         {"status", std::to_string(status_class) + "xx"}});
  }
  return *found;
}

}  // namespace gatehouse::app
