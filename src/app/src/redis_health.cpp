#include <gatehouse/app/redis_health.hpp>

#include <gatehouse/platform/telemetry/log.hpp>

namespace gatehouse::app {

RedisHealth::RedisHealth(const config::Redis& settings, telemetry::Metrics& metrics, int workers)
    : address_(redis::parse_address(settings.url)),
      timeout_(settings.timeout),
      workers_(static_cast<std::size_t>(workers)),
      up_(metrics.gauge("gatehouse_redis_up", "1 when every worker is connected to Redis, else 0")),
      fallbacks_(metrics.counter("gatehouse_redis_fallbacks_total",
                                 "Rate limits decided without Redis")) {}

redis::Options RedisHealth::options_for(const void* worker) {
  return {.address = address_,
          .timeout = timeout_,
          .on_change = [this, worker](bool connected, const std::string& cause) {
            changed(worker, connected, cause);
          }};
}

// One line a change, not one a worker: the first that loses its connection takes Redis down, the last that has it again
// brings it up.
void RedisHealth::changed(const void* worker, bool connected, const std::string& cause) {
  const std::lock_guard lock(mutex_);
  if (connected) {
    connected_.insert(worker);
    if (connected_.size() < workers_ || is_up_ == true) return;
    telemetry::log(telemetry::Level::info, "redis_up", {{"server", address_.text()}});
  } else {
    connected_.erase(worker);
    if (is_up_ == false) return;
    telemetry::log(telemetry::Level::warn, "redis_down",
                   {{"server", address_.text()}, {"cause", cause}});
  }
  is_up_ = connected;
  up_.Set(connected ? 1 : 0);
}

}  // namespace gatehouse::app
