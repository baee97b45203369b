// Time as a parameter: whatever needs "now" is given a Clock, so that tests can move it.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// A moment in UTC, in PostgreSQL's resolution.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const noexcept = 0;
};

/// The system's clock. The only place of the product that asks the operating system for the wall time.
class SystemClock final : public Clock {
 public:
  Timestamp now() const noexcept override;
};

/// A clock that stands still until it is moved; safe to move from another thread. Starts at the system's time.
class ManualClock final : public Clock {
 public:
  ManualClock();
  explicit ManualClock(Timestamp start) : micros_(start.time_since_epoch().count()) {}
  Timestamp now() const noexcept override;
  void advance(std::chrono::microseconds step) noexcept;

 private:
  std::atomic<std::int64_t> micros_;
};

/// RFC 3339 in UTC with milliseconds: 2026-01-31T09:00:00.000Z.
std::string format_rfc3339(Timestamp time);

/// Parses RFC 3339 with any offset and up to nine fractional digits (cut to microseconds). Empty unless the whole text
/// is one valid date-time; leap seconds are refused.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// Whole seconds since 1970, as JWT's NumericDate (RFC 7519 section 2).
std::int64_t to_unix_seconds(Timestamp time) noexcept;
Timestamp from_unix_seconds(std::int64_t seconds) noexcept;

}  // namespace gatehouse
