// Whether the shared Redis can be used, over all workers: what Prometheus and the log are told.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/platform/redis/client.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>

namespace gatehouse::app {

/// Thread-safe.
class RedisHealth {
 public:
  /// Throws std::runtime_error with a sentence when the address cannot be read.
  RedisHealth(const config::Redis& settings, telemetry::Metrics& metrics, int workers);

  /// For the client of worker `worker` (any name of its own); the client must not outlive this object.
  redis::Options options_for(const void* worker);
  /// Counts a decision that this instance made alone.
  void count_fallback() noexcept { fallbacks_.Increment(); }

 private:
  void changed(const void* worker, bool connected, const std::string& cause);

  redis::Address address_;
  std::chrono::milliseconds timeout_;
  std::size_t workers_;
  prometheus::Gauge& up_;
  prometheus::Counter& fallbacks_;
  std::mutex mutex_;
  std::set<const void*> connected_;
  std::optional<bool> is_up_;  ///< empty until it is known
};

}  // namespace gatehouse::app
