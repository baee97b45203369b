// Sends recorded spans to an OpenTelemetry collector (OTLP/HTTP with JSON). Whether the collector answers is of no
// concern to requests: the tracer's queue is bounded, and what does not fit is counted and forgotten.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>
#include <gatehouse/platform/telemetry/otlp.hpp>

namespace gatehouse::app {

/// Of one event loop.
class TraceExporter {
 public:
  /// `endpoint`: of the collector, without /v1/traces. `tracer` and `metrics` outlive the exporter.
  TraceExporter(boost::asio::any_io_executor executor, telemetry::Tracer& tracer,
                const std::string& endpoint, telemetry::Metrics& metrics);

  /// Sends one batch, if spans wait and the collector is not being spared after a failure. True when more may wait.
  Task<bool> run_once();
  /// Sends all that waits, without a second try.
  Task<> finish();

 private:
  enum class Outcome { delivered, refused, unreachable };
  Task<Outcome> send();
  void settle(Outcome outcome);

  telemetry::Tracer& tracer_;
  std::string url_;
  telemetry::Resource resource_;
  prometheus::Counter& exported_;
  http::CurlMulti transfers_;
  http::Client client_;
  std::vector<telemetry::Span> batch_;  ///< taken from the tracer and not delivered yet
  std::string cause_;                   ///< of the last failure
  std::chrono::seconds pause_{0};
  std::chrono::steady_clock::time_point next_try_{};
};

}  // namespace gatehouse::app
