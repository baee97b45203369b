#include <gatehouse/platform/telemetry/activity.hpp>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::telemetry {

Activity& current_activity() noexcept {
  thread_local Activity activity;
  return activity;
}

void require_time() {
  if (std::chrono::steady_clock::now() > current_activity().deadline)
    throw Unavailable("the deadline passed");
}

}  // namespace gatehouse::telemetry
