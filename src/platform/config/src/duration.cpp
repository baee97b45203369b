#include "value.hpp"

namespace gatehouse::config {
namespace {

struct Unit {
  std::string_view name;
  std::chrono::milliseconds size;
};

// Largest first; "ms" before "s" and "m" is decided by exact comparison.
constexpr Unit units[] = {{"d", std::chrono::days{1}},
                          {"h", std::chrono::hours{1}},
                          {"m", std::chrono::minutes{1}},
                          {"s", std::chrono::seconds{1}},
                          {"ms", std::chrono::milliseconds{1}}};

constexpr std::int64_t longest_in_days = 36500;

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0) return std::nullopt;
  const auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const auto& known : units) {
    if (unit != known.name) continue;
    if (count > std::chrono::days{longest_in_days} / known.size) return std::nullopt;
    return count * known.size;
  }
  return std::nullopt;
}

std::string format_duration(std::chrono::milliseconds value) {
  for (const auto& unit : units) {
    if (value.count() != 0 && value % unit.size == std::chrono::milliseconds{0}) {
      return std::to_string(value / unit.size) + std::string(unit.name);
    }
  }
  return "0s";
}

}  // namespace gatehouse::config
