// Spans: what took how long within a request. Recorded only for sampled requests, kept in a bounded queue until an
// exporter takes them. Names and attributes are chosen from code: a span never holds a secret, a body, a query or a
// value of a person.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/telemetry/trace_context.hpp>

namespace gatehouse::telemetry {

/// The numbers of OTLP.
enum class SpanKind : std::uint8_t { internal = 1, server = 2, client = 3 };

struct Attribute {
  std::string_view name;  ///< a literal
  std::variant<std::int64_t, std::string> value;
};

/// A span that is over.
struct Span {
  TraceContext trace{};
  SpanKind kind = SpanKind::internal;
  bool remote_parent = false;  ///< the parent is a span of another process
  bool failed = false;
  std::string name{};
  std::chrono::nanoseconds begin{0};  ///< since 1970
  std::chrono::nanoseconds duration{0};
  std::vector<Attribute> attributes{};
};

/// Thread-safe.
class Tracer {
 public:
  struct Options {
    double ratio = 1;  ///< of the traces that start here; 0 to 1
    std::size_t max_queue = 8192;
  };

  Tracer(const Clock& clock, Options options) : clock_(clock), options_(options) {}

  /// The caller's decision, or for a trace that starts here whether its id falls into the ratio: every instance
  /// decides alike.
  bool samples(const TraceContext& trace) const noexcept;
  /// What turns the steady clock into time since 1970. Taken once for a request, so that its spans lie within one
  /// another whatever happens to the system's clock meanwhile.
  std::chrono::nanoseconds clock_offset() const noexcept;
  /// Queues a span; drops and counts it when the queue is full.
  void record(Span span) noexcept;
  /// The oldest spans, which leave the queue; at most `limit`.
  std::vector<Span> take(std::size_t limit);
  /// For spans that were taken and could not be delivered.
  void count_dropped(std::uint64_t spans) noexcept;
  std::uint64_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

 private:
  const Clock& clock_;
  Options options_;
  std::mutex mutex_;
  std::deque<Span> queue_;
  std::atomic<std::uint64_t> dropped_{0};
};

/// A span of the current activity, from its construction to its destruction; nothing, and no allocation, when the
/// activity's spans are not recorded.
class ChildSpan {
 public:
  explicit ChildSpan(SpanKind kind);
  ~ChildSpan();
  ChildSpan(const ChildSpan&) = delete;
  ChildSpan& operator=(const ChildSpan&) = delete;

  explicit operator bool() const noexcept { return span_ != nullptr; }
  /// Only when it is true: what is to be recorded.
  Span& span() noexcept { return *span_; }

 private:
  Tracer* tracer_;
  std::unique_ptr<Span> span_;
  std::chrono::steady_clock::time_point begun_{};
};

}  // namespace gatehouse::telemetry
