// What this thread is doing now: the request whose coroutine runs. Log lines, database flushes, hash jobs and outgoing
// requests read it, so that no function has to hand it on.
//
// A thread serves many coroutines. Whoever suspends one (the database, the hash pool, the clients) puts the activity
// aside with a Suspension, so that between the steps of a request the thread has none.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

#include <gatehouse/platform/telemetry/trace_context.hpp>

namespace gatehouse::telemetry {

class Tracer;

struct Activity {
  TraceContext trace{};
  std::array<char, 32> request_id{};  ///< lower-case hexadecimal; zeros: no request is being served
  Tracer* tracer = nullptr;           ///< null: its spans are not recorded
  std::chrono::nanoseconds clock_offset{0};  ///< see Tracer::clock_offset
  std::uint32_t round_trips = 0;             ///< to the database, so far
  /// When whoever asked stops waiting.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();

  bool is_request() const noexcept { return request_id.front() != '\0'; }
};

/// Of this thread; empty between requests.
Activity& current_activity() noexcept;

/// Throws Unavailable when the deadline of this thread's activity has passed. Whoever is about to wait for something
/// calls it: what is late ends between two steps, never within one.
void require_time();

/// Makes an activity the thread's until the end of the scope, then leaves none.
class ActivityScope {
 public:
  explicit ActivityScope(Activity activity) noexcept { current_activity() = std::move(activity); }
  ~ActivityScope() { current_activity() = {}; }
  ActivityScope(const ActivityScope&) = delete;
  ActivityScope& operator=(const ActivityScope&) = delete;
};

/// Made just before a coroutine is suspended and destroyed when it goes on: the thread has no activity meanwhile.
class Suspension {
 public:
  Suspension() noexcept : kept_(std::exchange(current_activity(), {})) {}
  ~Suspension() { current_activity() = std::move(kept_); }
  Suspension(const Suspension&) = delete;
  Suspension& operator=(const Suspension&) = delete;

 private:
  Activity kept_;
};

}  // namespace gatehouse::telemetry
