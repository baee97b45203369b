// What the clock on the wall shows somewhere.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

#include <unicode/timezone.h>

#include <gatehouse/base/clock.hpp>

namespace gatehouse::services {

class Zone {
 public:
  static Zone fixed(std::chrono::minutes offset) { return Zone(offset, nullptr); }
  /// A zone of the IANA database, "UTC" or with a slash: its short names mean different zones to different people.
  /// Empty for anything else.
  static std::optional<Zone> named(std::string_view name);

  /// Minutes since midnight, by the rules that hold at `now`: daylight saving time included.
  std::chrono::minutes time_of_day(Timestamp now) const;

 private:
  Zone(std::chrono::minutes offset, std::unique_ptr<icu::TimeZone> zone)
      : offset_(offset), zone_(std::move(zone)) {}

  std::chrono::minutes offset_;
  std::unique_ptr<icu::TimeZone> zone_;  ///< null: the offset is fixed
};

}  // namespace gatehouse::services
