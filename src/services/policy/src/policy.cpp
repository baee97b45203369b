#include <gatehouse/services/policy.hpp>

#include <algorithm>
#include <optional>
#include <vector>

#include <boost/json/object.hpp>

namespace gatehouse::services {
namespace {

namespace json = boost::json;
using std::chrono::minutes;

struct Hours {
  minutes from;
  minutes to;
  minutes utc_offset;
};

// "08:30" as minutes after midnight.
std::optional<minutes> time_of_day(const json::value* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const std::string_view text = value->get_string();
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) return std::nullopt;
  return minutes{hour * 60 + minute};
}

std::optional<Hours> parse_hours(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  const auto from = time_of_day(object.if_contains("from"));
  const auto to = time_of_day(object.if_contains("to"));
  const auto* offset = object.if_contains("utc_offset_minutes");
  if (!from || !to || (offset != nullptr && !offset->is_int64())) return std::nullopt;
  return Hours{*from, *to, minutes{offset == nullptr ? 0 : offset->get_int64()}};
}

std::optional<std::vector<IpNetwork>> parse_networks(const json::value& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<IpNetwork> networks;
  for (const auto& item : value.get_array()) {
    const auto network = item.is_string() ? IpNetwork::parse(item.get_string()) : std::nullopt;
    if (!network) return std::nullopt;
    networks.push_back(*network);
  }
  return networks;
}

bool within(const Hours& hours, Timestamp now) {
  constexpr minutes day{24 * 60};
  const auto local = std::chrono::floor<minutes>(now.time_since_epoch()) + hours.utc_offset;
  const auto time = (local % day + day) % day;
  if (hours.from <= hours.to) return time >= hours.from && time < hours.to;
  return time >= hours.from || time < hours.to;
}

}  // namespace

bool allows_sign_in(const json::value& restrictions, const IpAddress& address, Timestamp now) {
  if (!check_restrictions(restrictions).empty()) return false;
  const auto& object = restrictions.get_object();
  if (const auto* value = object.if_contains("networks")) {
    const auto networks = parse_networks(*value);
    if (std::ranges::none_of(*networks,
                             [&](const auto& network) { return network.contains(address); })) {
      return false;
    }
  }
  const auto* hours = object.if_contains("hours");
  return hours == nullptr || within(*parse_hours(*hours), now);
}

std::string check_restrictions(const json::value& restrictions) {
  if (!restrictions.is_object()) return "restrictions are an object";
  for (const auto& [name, value] : restrictions.get_object()) {
    if (name == "networks") {
      if (!parse_networks(value)) return "networks is a list such as [\"10.0.0.0/8\"]";
    } else if (name == "hours") {
      if (!parse_hours(value))
        return R"(hours is {"from": "08:00", "to": "18:00", "utc_offset_minutes": 360})";
    } else {
      return "there is no restriction \"" + std::string(name) + "\"";
    }
  }
  return {};
}

}  // namespace gatehouse::services
