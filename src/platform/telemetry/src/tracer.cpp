#include <gatehouse/platform/telemetry/tracer.hpp>

#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::telemetry {

bool Tracer::samples(const TraceContext& trace) const noexcept {
  if (trace.has_parent()) return trace.sampled;
  // The last 63 bits of the id as a fraction, as the samplers of OpenTelemetry compare it.
  std::uint64_t number = 0;
  for (std::size_t i = 8; i < trace.trace_id.size(); ++i) number = number << 8 | trace.trace_id[i];
  constexpr double two_to_63 = 9223372036854775808.0;
  return static_cast<double>(number >> 1) / two_to_63 < options_.ratio;
}

std::chrono::nanoseconds Tracer::clock_offset() const noexcept {
  return clock_.now().time_since_epoch() - std::chrono::steady_clock::now().time_since_epoch();
}

void Tracer::record(Span span) noexcept {
  try {
    const std::lock_guard lock(mutex_);
    if (queue_.size() < options_.max_queue) {
      queue_.push_back(std::move(span));
      return;
    }
  } catch (const std::bad_alloc&) {
  }
  count_dropped(1);
}

std::vector<Span> Tracer::take(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(limit, queue_.size()));
  std::vector<Span> spans(std::move_iterator(queue_.begin()), std::move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return spans;
}

void Tracer::count_dropped(std::uint64_t spans) noexcept {
  dropped_.fetch_add(spans, std::memory_order_relaxed);
}

ChildSpan::ChildSpan(SpanKind kind) : tracer_(current_activity().tracer) {
  if (tracer_ == nullptr) return;
  span_ = std::make_unique<Span>();
  span_->trace = current_activity().trace.child();
  span_->kind = kind;
  begun_ = std::chrono::steady_clock::now();
  span_->begin = begun_.time_since_epoch() + current_activity().clock_offset;
}

ChildSpan::~ChildSpan() {
  if (!span_) return;
  span_->duration = std::chrono::steady_clock::now() - begun_;
  tracer_->record(std::move(*span_));
}

}  // namespace gatehouse::telemetry
