// Prometheus metrics. Series are looked up once, when a worker is made; label values are bounded: operation ids,
// statement names.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

namespace gatehouse::telemetry {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  Metrics();
  ~Metrics();

  /// The series of these labels, made at its first use. References stay valid as long as this object.
  prometheus::Counter& counter(const std::string& name, const std::string& help,
                               const Labels& labels = {});
  prometheus::Gauge& gauge(const std::string& name, const std::string& help,
                           const Labels& labels = {});
  /// `buckets`: upper bounds, ascending; used at the first use of these labels only.
  prometheus::Histogram& histogram(const std::string& name, const std::string& help,
                                   const std::vector<double>& buckets, const Labels& labels = {});
  /// Of seconds, with buckets from half a millisecond to ten seconds.
  prometheus::Histogram& durations(const std::string& name, const std::string& help,
                                   const Labels& labels = {});

  /// Called before each exposition: sets gauges that are read rather than counted.
  void before_exposition(std::function<void()> update);
  /// The text format, version 0.0.4.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::telemetry
