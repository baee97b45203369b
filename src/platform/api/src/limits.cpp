#include <gatehouse/platform/api/limits.hpp>

#include <algorithm>

#include <gatehouse/base/assert.hpp>

namespace gatehouse::api {

using std::chrono::microseconds;

LocalRateLimiter::LocalRateLimiter(const Clock& clock, std::size_t capacity)
    : clock_(clock), capacity_(std::max<std::size_t>(capacity / shard_count, 1)) {}

Task<microseconds> LocalRateLimiter::take(std::string key, Limit limit) {
  co_return take_now(key, limit);
}

// A bucket is one moment: when it will be full again. Each token taken moves it by the time one token takes to
// come back, and it may never lie further ahead than a whole window (the generic cell rate algorithm).
microseconds LocalRateLimiter::take_now(const std::string& key, const Limit& limit) {
  GH_ASSERT(limit.count > 0 && limit.window.count() > 0);
  const auto now = clock_.now();
  const microseconds window = limit.window;
  const microseconds token = window / limit.count;
  auto& shard = shards_[std::hash<std::string>{}(key) % shard_count];
  const std::scoped_lock lock{shard.mutex};
  auto found = shard.full_at.find(key);
  if (found == shard.full_at.end()) {
    if (shard.full_at.size() >= capacity_) make_room(shard, now);
    found = shard.full_at.emplace(key, now).first;
  }
  const auto full_at = std::max(found->second, now) + token;
  if (full_at > now + window) return full_at - (now + window);
  found->second = full_at;
  return microseconds{0};
}

void LocalRateLimiter::make_room(Shard& shard, Timestamp now) {
  if (std::erase_if(shard.full_at, [&](const auto& entry) { return entry.second <= now; }) > 0)
    return;
  // An eighth at once, so that a flood pays for the search once in many requests.
  std::vector<Timestamp> moments;
  moments.reserve(shard.full_at.size());
  for (const auto& entry : shard.full_at) moments.push_back(entry.second);
  const auto middle = moments.begin() + static_cast<std::ptrdiff_t>(moments.size() / 8);
  std::ranges::nth_element(moments, middle);
  const auto border = *middle;
  auto left = moments.size() / 8 + 1;
  std::erase_if(shard.full_at, [&](const auto& entry) {
    if (left == 0 || entry.second > border) return false;
    --left;
    return true;
  });
}

}  // namespace gatehouse::api
