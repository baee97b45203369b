// The rate limits of one worker: shared through Redis when one is configured, else those of the process.
#pragma once

#include <optional>

#include <boost/asio/any_io_executor.hpp>

#include <gatehouse/app/shared.hpp>
#include <gatehouse/platform/api/shared_limits.hpp>
#include <gatehouse/platform/redis/client.hpp>

namespace gatehouse::app {

class RateLimits {
 public:
  RateLimits(boost::asio::any_io_executor executor, Shared& shared) : local_(shared.limiter) {
    if (!shared.redis) return;
    client_.emplace(executor, shared.redis->options_for(this));
    limiter_.emplace(*client_, local_,
                     api::SharedLimitOptions{
                         .key = shared.ring.derive("rate limits"),
                         .on_fallback = [&health = *shared.redis] { health.count_fallback(); }});
  }

  api::RateLimiter& limiter() noexcept {
    if (limiter_) return *limiter_;
    return local_;
  }

 private:
  api::LocalRateLimiter& local_;
  std::optional<redis::Client> client_;
  std::optional<api::SharedRateLimiter> limiter_;
};

}  // namespace gatehouse::app
