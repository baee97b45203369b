// How long each step of an event loop takes, in builds with GH_WATCH_STEPS (preset dev): a step that blocks or computes
// for long keeps every other request of its core waiting.
//
// Boost.Asio includes this file itself, by BOOST_ASIO_CUSTOM_HANDLER_TRACKING, and makes a Step of each handler that it
// calls. The macros that it expects and that are not about calling handlers stand for nothing.
#pragma once

#include <chrono>

namespace gatehouse::runtime {

/// Above it a step is too long.
inline constexpr std::chrono::milliseconds longest_step{20};

/// Told, on the event loop's own thread, of a step that took longer than longest_step.
using SlowStepReport = void (*)(std::chrono::steady_clock::duration took);

/// Of this thread; null: its steps are not watched.
inline thread_local SlowStepReport slow_step_report = nullptr;

/// One step: from when a handler is called until it returns, with all that it calls at once.
class Step {
 public:
  Step() noexcept : is_outermost_(slow_step_report != nullptr && !inside_) {
    if (!is_outermost_) return;
    inside_ = true;
    begun_ = std::chrono::steady_clock::now();
  }
  ~Step() {
    if (!is_outermost_) return;
    inside_ = false;
    const auto took = std::chrono::steady_clock::now() - begun_;
    if (took > longest_step && slow_step_report != nullptr) slow_step_report(took);
  }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

 private:
  static inline thread_local bool inside_ = false;

  bool is_outermost_;
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace gatehouse::runtime

#ifdef BOOST_ASIO_CUSTOM_HANDLER_TRACKING
#define BOOST_ASIO_HANDLER_INVOCATION_BEGIN(arguments) const ::gatehouse::runtime::Step gh_step
#define BOOST_ASIO_HANDLER_INVOCATION_END (void)0
#define BOOST_ASIO_INHERIT_TRACKED_HANDLER
#define BOOST_ASIO_ALSO_INHERIT_TRACKED_HANDLER
#define BOOST_ASIO_HANDLER_TRACKING_INIT (void)0
#define BOOST_ASIO_HANDLER_LOCATION(arguments) (void)0
#define BOOST_ASIO_HANDLER_CREATION(arguments) (void)0
#define BOOST_ASIO_HANDLER_COMPLETION(arguments) (void)0
#define BOOST_ASIO_HANDLER_OPERATION(arguments) (void)0
#define BOOST_ASIO_HANDLER_REACTOR_REGISTRATION(arguments) (void)0
#define BOOST_ASIO_HANDLER_REACTOR_DEREGISTRATION(arguments) (void)0
#define BOOST_ASIO_HANDLER_REACTOR_READ_EVENT 0
#define BOOST_ASIO_HANDLER_REACTOR_WRITE_EVENT 0
#define BOOST_ASIO_HANDLER_REACTOR_ERROR_EVENT 0
#define BOOST_ASIO_HANDLER_REACTOR_EVENTS(arguments) (void)0
#define BOOST_ASIO_HANDLER_REACTOR_OPERATION(arguments) (void)0
#endif
