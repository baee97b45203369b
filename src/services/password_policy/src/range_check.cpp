#include <gatehouse/services/password_policy/range_check.hpp>

#include <algorithm>

#include <gatehouse/platform/telemetry/log.hpp>

#include "breach.hpp"

namespace gatehouse::services {
namespace {

constexpr std::size_t prefix_digits = 5;
constexpr std::size_t suffix_digits = 35;

bool is_decimal(char c) { return c >= '0' && c <= '9'; }
bool is_hexadecimal(char c) {
  const char upper = upper_digit(c);
  return is_decimal(c) || (upper >= 'A' && upper <= 'F');
}

struct Line {
  std::string_view suffix;
  bool is_padding;
};

// Counts are looked at digit by digit: they may be larger than any number.
std::optional<Line> parse_line(std::string_view line) {
  if (line.size() < suffix_digits + 2 || line[suffix_digits] != ':') return std::nullopt;
  const auto suffix = line.substr(0, suffix_digits);
  const auto count = line.substr(suffix_digits + 1);
  if (!std::ranges::all_of(suffix, is_hexadecimal) || !std::ranges::all_of(count, is_decimal))
    return std::nullopt;
  return Line{suffix, count.find_first_not_of('0') == std::string_view::npos};
}

bool same_digits(std::string_view a, std::string_view b) {
  unsigned difference = 0;
  for (std::size_t i = 0; i < suffix_digits; ++i)
    difference |= static_cast<unsigned char>(upper_digit(a[i])) ^ static_cast<unsigned char>(b[i]);
  return difference == 0;
}

}  // namespace

std::optional<bool> range_holds(std::string_view range, std::string_view suffix) {
  bool found = false;
  while (!range.empty()) {
    const auto end = std::min(range.find('\n'), range.size());
    auto text = range.substr(0, end);
    range.remove_prefix(std::min(end + 1, range.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    const auto line = parse_line(text);
    if (!line) return std::nullopt;
    found |= same_digits(line->suffix, suffix) && !line->is_padding;
  }
  return found;
}

RangeCheck::RangeCheck(RangeSource* source, telemetry::Metrics& metrics) : source_(source) {
  if (source == nullptr) return;
  failures_ =
      &metrics.counter("gatehouse_breach_check_failures_total",
                       "Passwords that passed because the range of breached ones was not answered");
}

Task<Result<>> RangeCheck::check(const Secret& password, std::string pointer) {
  if (source_ == nullptr) co_return Result<>{};
  const auto digits = breach_digits(password);
  const auto range = co_await source_->fetch(digits.substr(0, prefix_digits));
  if (!range) {
    note_failure(range.error());
    co_return Result<>{};
  }
  const auto holds = range_holds(*range, std::string_view(digits).substr(prefix_digits));
  if (!holds) {
    note_failure("the answer is no range");
    co_return Result<>{};
  }
  note_success();
  if (*holds) co_return std::unexpected(breached(pointer));
  co_return Result<>{};
}

void RangeCheck::note_failure(const std::string& cause) {
  failures_->Increment();
  if (!is_failing_)
    telemetry::log(telemetry::Level::warn, "breach_check_failed", {{"cause", cause}});
  is_failing_ = true;
}

void RangeCheck::note_success() {
  if (is_failing_) telemetry::log(telemetry::Level::info, "breach_check_works_again");
  is_failing_ = false;
}

}  // namespace gatehouse::services
