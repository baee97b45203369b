#include <gatehouse/base/clock.hpp>

#include <algorithm>

namespace gatehouse {
namespace {

using namespace std::chrono;

// Reads exactly `count` digits at `position`; moves past them.
std::optional<int> take_number(std::string_view text, std::size_t& position, std::size_t count) {
  if (position + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t end = position + count; position < end; ++position) {
    const char c = text[position];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool take(std::string_view text, std::size_t& position, char expected) {
  if (position >= text.size() || text[position] != expected) return false;
  ++position;
  return true;
}

std::optional<microseconds> take_fraction(std::string_view text, std::size_t& position) {
  if (!take(text, position, '.')) return microseconds{0};
  std::int64_t micros = 0;
  int digits = 0;
  while (position < text.size() && text[position] >= '0' && text[position] <= '9') {
    if (++digits > 9) return std::nullopt;
    if (digits <= 6) micros = micros * 10 + (text[position] - '0');
    ++position;
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 6; ++digits) micros *= 10;
  return microseconds{micros};
}

std::optional<minutes> take_offset(std::string_view text, std::size_t& position) {
  if (take(text, position, 'Z') || take(text, position, 'z')) return minutes{0};
  const bool plus = take(text, position, '+');
  if (!plus && !take(text, position, '-')) return std::nullopt;
  const auto hour = take_number(text, position, 2);
  if (!hour || !take(text, position, ':')) return std::nullopt;
  const auto minute = take_number(text, position, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  const auto offset = hours{*hour} + minutes{*minute};
  return plus ? offset : -offset;
}

// Writes `value` in exactly `count` digits at `position`.
void put_number(std::string& text, std::size_t position, std::size_t count, int value) {
  for (std::size_t i = count; i-- > 0; value /= 10) {
    text[position + i] = static_cast<char>('0' + value % 10);
  }
}

}  // namespace

Timestamp SystemClock::now() const noexcept { return floor<microseconds>(system_clock::now()); }

ManualClock::ManualClock() : ManualClock(SystemClock{}.now()) {}

Timestamp ManualClock::now() const noexcept { return Timestamp{microseconds{micros_.load()}}; }

void ManualClock::advance(microseconds step) noexcept { micros_ += step.count(); }

std::string format_rfc3339(Timestamp time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  std::string text = "0000-00-00T00:00:00.000Z";
  put_number(text, 0, 4, std::clamp(static_cast<int>(date.year()), 0, 9999));
  put_number(text, 5, 2, static_cast<int>(static_cast<unsigned>(date.month())));
  put_number(text, 8, 2, static_cast<int>(static_cast<unsigned>(date.day())));
  put_number(text, 11, 2, static_cast<int>(clock.hours().count()));
  put_number(text, 14, 2, static_cast<int>(clock.minutes().count()));
  put_number(text, 17, 2, static_cast<int>(clock.seconds().count()));
  put_number(text, 20, 3, static_cast<int>(clock.subseconds().count()));
  return text;
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto y = take_number(text, at, 4);
  if (!y || !take(text, at, '-')) return std::nullopt;
  const auto mo = take_number(text, at, 2);
  if (!mo || !take(text, at, '-')) return std::nullopt;
  const auto d = take_number(text, at, 2);
  if (!d || !(take(text, at, 'T') || take(text, at, 't'))) return std::nullopt;
  const auto h = take_number(text, at, 2);
  if (!h || !take(text, at, ':')) return std::nullopt;
  const auto mi = take_number(text, at, 2);
  if (!mi || !take(text, at, ':')) return std::nullopt;
  const auto s = take_number(text, at, 2);
  if (!s || *h > 23 || *mi > 59 || *s > 59) return std::nullopt;
  const auto fraction = take_fraction(text, at);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text, at);
  if (!offset || at != text.size()) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)},
                            day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s} + *fraction - *offset;
}

std::int64_t to_unix_seconds(Timestamp time) noexcept {
  return floor<seconds>(time).time_since_epoch().count();
}

Timestamp from_unix_seconds(std::int64_t value) noexcept { return Timestamp{seconds{value}}; }

}  // namespace gatehouse
