// The access log and the request metrics.
#pragma once

#include <unordered_map>

#include <gatehouse/platform/api/observer.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>

namespace gatehouse::app {

/// One a worker: the series of an operation are looked up once.
class RequestObserver final : public api::Observer {
 public:
  explicit RequestObserver(telemetry::Metrics& metrics) : metrics_(metrics) {}

  void completed(const api::Exchange& exchange) noexcept override;
  void failed(const api::Context& context, std::string_view cause) noexcept override;

 private:
  prometheus::Histogram& series(const api::RouteInfo* route, int status);

  telemetry::Metrics& metrics_;
  std::unordered_map<std::uint64_t, prometheus::Histogram*> series_;  ///< by route and status class
};

}  // namespace gatehouse::app
