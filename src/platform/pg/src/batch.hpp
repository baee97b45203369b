// What a flush sends.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::pg {

/// Statements that go out in one flush, between two syncs: one implicit transaction unless begin or commit say
/// otherwise.
struct Batch {
  std::span<detail::Slot> slots{};
  std::vector<const char*> first{};  ///< "BEGIN" and the like
  const char* last = nullptr;        ///< "COMMIT", "ROLLBACK" or null
  std::exception_ptr error{};
  std::function<void()> on_done{};
  bool reading = false;   ///< changes nothing, so it may wait for others and share their sync
  bool gathered = false;  ///< whose commit may be shared
  Uuid key{};             ///< of what is gathered: no two of a key share a commit
  bool has_demands = false;
  bool abandoned = false;  ///< the owner of `slots` is gone
};

using Batches = std::vector<std::shared_ptr<Batch>>;

/// False when the answered slot was demanded to come out as one row and did not.
inline bool is_met(const detail::Slot& slot) noexcept {
  return !slot.is_demanded || slot.answer.affected == 1;
}

}  // namespace gatehouse::pg
