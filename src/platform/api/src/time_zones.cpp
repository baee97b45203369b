#include <memory>
#include <string>
#include <unordered_set>

#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include "formats.hpp"

namespace gatehouse::api {
namespace {

std::unordered_set<std::string> load_names() {
  std::unordered_set<std::string> names;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> ids{
      icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status)};
  if (ids == nullptr || U_FAILURE(status)) return names;
  while (const char* id = ids->next(nullptr, status)) {
    const std::string_view name = id;
    // ICU's own short names ("PST", "BST") mean different zones to different people.
    if (name == "UTC" || name.find('/') != std::string_view::npos) names.emplace(name);
  }
  return names;
}

}  // namespace

bool is_time_zone(std::string_view text) {
  static const auto names = load_names();
  return names.contains(std::string(text));
}

}  // namespace gatehouse::api
