// Declarative rate limits. Each is a token bucket: `count` requests at once, refilled evenly over
// `window`.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::api {

/// What the requests of one bucket have in common.
enum class LimitKey {
  address,  ///< the client's IPv4 address, or its IPv6 /64
  network,  ///< the client's IPv4 /24 or IPv6 /56
  account,  ///< the signed-in account; anonymous requests are not counted
};

struct Limit {
  LimitKey key;
  std::uint32_t count;  ///< at least 1
  std::chrono::seconds window;
};

constexpr Limit per_address(std::uint32_t count, std::chrono::seconds window) {
  return {LimitKey::address, count, window};
}
constexpr Limit per_network(std::uint32_t count, std::chrono::seconds window) {
  return {LimitKey::network, count, window};
}
constexpr Limit per_account(std::uint32_t count, std::chrono::seconds window) {
  return {LimitKey::account, count, window};
}

/// Counts requests.
class RateLimiter {
 public:
  virtual ~RateLimiter() = default;
  /// Takes one token from the bucket `key`. Zero when it was granted, else the time until one is
  /// there (nothing is taken).
  virtual Task<std::chrono::microseconds> take(std::string key, Limit limit) = 0;
};

/// Buckets in this process's memory, shared by all workers; safe to call from several threads. At
/// most `capacity` buckets live; full ones are forgotten first, then those nearest to full, so that
/// a flood of new keys cannot empty the memory nor free the worst offenders.
class LocalRateLimiter final : public RateLimiter {
 public:
  explicit LocalRateLimiter(const Clock& clock, std::size_t capacity = 200'000);
  Task<std::chrono::microseconds> take(std::string key, Limit limit) override;
  /// The same without a coroutine.
  std::chrono::microseconds take_now(const std::string& key, const Limit& limit);

 private:
  static constexpr std::size_t shard_count = 16;
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Timestamp> full_at;  ///< when each bucket will be full again
  };
  static void make_room(Shard& shard, Timestamp now);

  const Clock& clock_;
  std::size_t capacity_;  ///< of one shard
  std::array<Shard, shard_count> shards_;
};

}  // namespace gatehouse::api
