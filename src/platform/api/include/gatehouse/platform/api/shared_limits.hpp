// Rate limits that several instances share through Redis.
#pragma once

#include <functional>
#include <optional>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/api/limits.hpp>
#include <gatehouse/platform/redis/client.hpp>

namespace gatehouse::api {

struct SharedLimitOptions {
  Secret key;  ///< the same on every instance: under its HMAC Redis sees no address and no account
  std::function<void()> on_fallback;  ///< a decision was made without Redis
};

/// The same buckets as LocalRateLimiter, in Redis: one round trip each, by the clock of the Redis
/// server. What Redis does not answer within its client's time-out, or refuses, `local` decides.
/// What Redis grants is counted in `local` too: when Redis goes away, nobody has a new burst here.
/// Lives on its client's thread.
class SharedRateLimiter final : public RateLimiter {
 public:
  /// `redis` and `local` must outlive it.
  SharedRateLimiter(redis::Client& redis, LocalRateLimiter& local, SharedLimitOptions options);
  Task<std::chrono::microseconds> take(std::string key, Limit limit) override;

 private:
  Task<std::optional<std::chrono::microseconds>> ask(const std::string& key, Limit limit);

  redis::Client& redis_;
  LocalRateLimiter& local_;
  SharedLimitOptions options_;
};

}  // namespace gatehouse::api
