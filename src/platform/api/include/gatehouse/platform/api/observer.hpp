// What the pipeline tells about the requests it served: for the access log, metrics and trace
// spans.
#pragma once

#include <chrono>
#include <string_view>

#include <gatehouse/platform/api/context.hpp>
#include <gatehouse/platform/api/route.hpp>

namespace gatehouse::api {

/// One answered request. Holds no credential, body or query.
struct Exchange {
  const Context& context;
  const RouteInfo*
      route;  ///< null when none matched; its operation id is the bounded label of metrics
  std::string_view method;  ///< as received
  int status;
  std::string_view error_code;                  ///< empty on success
  std::chrono::steady_clock::time_point begun;  ///< when the request was taken up
  std::chrono::steady_clock::duration duration;
  std::size_t response_bytes;  ///< of the body; 0 when it is streamed, which begins only now
};

/// Called on the worker's thread, where the request is still the current activity (telemetry/activity.hpp); must be
/// quick and must not throw.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void completed(const Exchange& exchange) noexcept = 0;
  /// An exception ended the request; `cause` is for the log only. completed() follows.
  virtual void failed(const Context& context, std::string_view cause) noexcept = 0;
};

}  // namespace gatehouse::api
