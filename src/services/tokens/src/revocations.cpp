#include <gatehouse/services/tokens/revocations.hpp>

#include <mutex>

namespace gatehouse::services {

void Revocations::add(SessionId session, Timestamp now) {
  const std::unique_lock lock(mutex_);
  if (now - swept_at_ > memory_ / 4) {
    std::erase_if(ended_, [&](const auto& entry) { return entry.second + memory_ < now; });
    swept_at_ = now;
  }
  ended_[session] = now;
  size_ = ended_.size();
}

bool Revocations::contains(SessionId session) const {
  if (size_.load(std::memory_order_acquire) == 0) return false;
  const std::shared_lock lock(mutex_);
  return ended_.contains(session);
}

}  // namespace gatehouse::services
