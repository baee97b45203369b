#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::telemetry {

Activity& current_activity() noexcept {
  thread_local Activity activity;
  return activity;
}

}  // namespace gatehouse::telemetry
