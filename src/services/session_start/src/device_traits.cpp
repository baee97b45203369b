#include "device_traits.hpp"

#include <span>

namespace gatehouse::services {
namespace {

struct Known {
  std::string_view mark;
  std::string_view name;
};

// The first mark found wins: browsers name their ancestors too.
constexpr Known browsers[] = {
    {"Edg", "Edge"},        {"OPR/", "Opera"},    {"SamsungBrowser", "Samsung Internet"},
    {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"},
    {"Chrome", "Chrome"},   {"Safari", "Safari"}, {"okhttp", "App"},
    {"Dart", "App"},        {"CFNetwork", "App"}, {"curl", "curl"}};
constexpr Known systems[] = {{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
                             {"Windows", "Windows"}, {"Mac OS", "macOS"},  {"CrOS", "ChromeOS"},
                             {"Linux", "Linux"},     {"Darwin", "Apple"}};

std::string_view first_of(std::span<const Known> known, std::string_view text) {
  for (const auto& entry : known) {
    if (text.find(entry.mark) != std::string_view::npos) return entry.name;
  }
  return {};
}

}  // namespace

records::DeviceType device_type(std::string_view user_agent) {
  const auto has = [&](std::string_view mark) {
    return user_agent.find(mark) != std::string_view::npos;
  };
  if (has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")))
    return records::DeviceType::tablet;
  if (has("Mobile") || has("iPhone")) return records::DeviceType::mobile;
  if (has("Windows") || has("Mac OS") || has("Linux") || has("CrOS"))
    return records::DeviceType::desktop;
  return records::DeviceType::other;
}

std::string device_name(std::string_view user_agent) {
  const auto browser = first_of(browsers, user_agent);
  const auto system = first_of(systems, user_agent);
  if (browser.empty() && system.empty()) return "Unknown device";
  if (browser.empty() || system.empty()) return std::string(browser.empty() ? system : browser);
  return std::string(browser) + " on " + std::string(system);
}

}  // namespace gatehouse::services
