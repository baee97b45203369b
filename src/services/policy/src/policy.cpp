#include <gatehouse/services/policy.hpp>

#include <algorithm>
#include <expected>
#include <optional>
#include <vector>

#include <boost/json/object.hpp>

#include "zone.hpp"

namespace gatehouse::services {
namespace {

namespace json = boost::json;
using std::chrono::minutes;

constexpr std::string_view hours_form =
    R"(hours is {"from": "08:00", "to": "18:00", "time_zone": "Asia/Dhaka"}, or with )"
    R"("utc_offset_minutes" from -1080 to 1080 in place of the zone; from and to differ)";
constexpr std::string_view networks_form = R"(networks is a list such as ["10.0.0.0/8"])";
constexpr std::int64_t largest_offset = 18 * 60;

struct Hours {
  minutes from;
  minutes to;
  Zone zone;
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

// UTC unless one of the two is given.
std::optional<Zone> parse_zone(const json::value* name, const json::value* offset) {
  if (name != nullptr) {
    if (offset != nullptr || !name->is_string()) return std::nullopt;
    return Zone::named(name->get_string());
  }
  if (offset == nullptr) return Zone::fixed(minutes{0});
  const auto* number = offset->if_int64();
  if (number == nullptr || *number < -largest_offset || *number > largest_offset)
    return std::nullopt;
  return Zone::fixed(minutes{*number});
}

std::optional<Hours> parse_hours(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  for (const auto& member : object) {
    const auto name = member.key();
    if (name != "from" && name != "to" && name != "time_zone" && name != "utc_offset_minutes")
      return std::nullopt;
  }
  const auto from = time_of_day(object.if_contains("from"));
  const auto to = time_of_day(object.if_contains("to"));
  auto zone = parse_zone(object.if_contains("time_zone"), object.if_contains("utc_offset_minutes"));
  if (!from || !to || *from == *to || !zone) return std::nullopt;
  return Hours{*from, *to, std::move(*zone)};
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

struct Restrictions {
  std::optional<std::vector<IpNetwork>> networks;
  std::optional<Hours> hours;
};

// Or the sentence that says what is wrong.
std::expected<Restrictions, std::string> parse(const json::value& value) {
  if (!value.is_object()) return std::unexpected("restrictions are an object");
  Restrictions parsed;
  for (const auto& [name, member] : value.get_object()) {
    if (name == "networks") {
      parsed.networks = parse_networks(member);
      if (!parsed.networks) return std::unexpected(std::string(networks_form));
    } else if (name == "hours") {
      parsed.hours = parse_hours(member);
      if (!parsed.hours) return std::unexpected(std::string(hours_form));
    } else {
      return std::unexpected("there is no restriction \"" + std::string(name) + "\"");
    }
  }
  return parsed;
}

bool within(const Hours& hours, Timestamp now) {
  const auto time = hours.zone.time_of_day(now);
  if (hours.from < hours.to) return time >= hours.from && time < hours.to;
  return time >= hours.from || time < hours.to;
}

}  // namespace

bool allows_sign_in(const json::value& restrictions, const IpAddress& address, Timestamp now) {
  const auto parsed = parse(restrictions);
  if (!parsed) return false;
  const auto holds = [&](const IpNetwork& network) { return network.contains(address); };
  if (parsed->networks && std::ranges::none_of(*parsed->networks, holds)) return false;
  return !parsed->hours || within(*parsed->hours, now);
}

std::string check_restrictions(const json::value& restrictions) {
  const auto parsed = parse(restrictions);
  return parsed ? std::string() : parsed.error();
}

}  // namespace gatehouse::services
