// The sessions that ended while access tokens of theirs may still be alive. Fed by the database's notifications;
// thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <shared_mutex>
#include <unordered_map>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>

namespace gatehouse::services {

class Revocations {
 public:
  /// `memory`: how long an access token lives at the most.
  explicit Revocations(std::chrono::seconds memory) : memory_(memory) {}

  void add(SessionId session, Timestamp now);
  bool contains(SessionId session) const;
  std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
  /// How far back a reader must look in the tables after it missed notifications.
  std::chrono::seconds memory() const noexcept { return memory_; }

 private:
  std::chrono::seconds memory_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<SessionId, Timestamp> ended_;
  std::atomic<std::size_t> size_{0};
  Timestamp swept_at_{};
};

}  // namespace gatehouse::services
