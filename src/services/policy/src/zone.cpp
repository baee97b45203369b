#include "zone.hpp"

namespace gatehouse::services {

using namespace std::chrono_literals;

std::optional<Zone> Zone::named(std::string_view name) {
  if (name != "UTC" && name.find('/') == std::string_view::npos) return std::nullopt;
  const auto id =
      icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  std::unique_ptr<icu::TimeZone> zone{icu::TimeZone::createTimeZone(id)};
  // ICU answers an unknown name with the zone of this one.
  const icu::UnicodeString unknown{"Etc/Unknown"};
  icu::UnicodeString found;
  if (zone == nullptr || id == unknown || zone->getID(found) != id) return std::nullopt;
  return Zone(0min, std::move(zone));
}

std::chrono::minutes Zone::time_of_day(Timestamp now) const {
  const auto since_epoch = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch());
  auto offset = std::chrono::milliseconds{offset_};
  if (zone_ != nullptr) {
    std::int32_t raw = 0;
    std::int32_t saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone_->getOffset(static_cast<UDate>(since_epoch.count()), false, raw, saving, status);
    offset = std::chrono::milliseconds{raw + saving};
  }
  const auto local = std::chrono::floor<std::chrono::minutes>(since_epoch + offset);
  return (local % 24h + 24h) % 24h;
}

}  // namespace gatehouse::services
