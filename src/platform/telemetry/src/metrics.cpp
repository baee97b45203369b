#include <gatehouse/platform/telemetry/metrics.hpp>

#include <mutex>

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace gatehouse::telemetry {

struct Metrics::State {
  prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
  std::mutex mutex;
  std::vector<std::function<void()>> updates;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

prometheus::Counter& Metrics::counter(const std::string& name, const std::string& help,
                                      const Labels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(state_->registry).Add(labels);
}

prometheus::Gauge& Metrics::gauge(const std::string& name, const std::string& help,
                                  const Labels& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(state_->registry).Add(labels);
}

prometheus::Histogram& Metrics::histogram(const std::string& name, const std::string& help,
                                          const std::vector<double>& buckets,
                                          const Labels& labels) {
  return prometheus::BuildHistogram()
      .Name(name)
      .Help(help)
      .Register(state_->registry)
      .Add(labels, buckets);
}

prometheus::Histogram& Metrics::durations(const std::string& name, const std::string& help,
                                          const Labels& labels) {
  static const std::vector<double> buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                           0.1,    0.25,  0.5,    1.0,   2.5,  10.0};
  return histogram(name, help, buckets, labels);
}

void Metrics::before_exposition(std::function<void()> update) {
  const std::lock_guard lock(state_->mutex);
  state_->updates.push_back(std::move(update));
}

std::string Metrics::text() const {
  {
    const std::lock_guard lock(state_->mutex);
    for (const auto& update : state_->updates) update();
  }
  return prometheus::TextSerializer{}.Serialize(state_->registry.Collect());
}

}  // namespace gatehouse::telemetry
