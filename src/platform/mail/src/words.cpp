#include "words.hpp"

#include <memory>

#include <boost/json/serialize.hpp>
#include <unicode/dtptngen.h>
#include <unicode/numfmt.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <gatehouse/base/clock.hpp>

namespace gatehouse::mail {
namespace {

icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

icu::Locale icu_locale(std::string_view tag) {
  UErrorCode status = U_ZERO_ERROR;
  auto locale =
      icu::Locale::forLanguageTag({tag.data(), static_cast<std::int32_t>(tag.size())}, status);
  return U_FAILURE(status) != 0 ? icu::Locale::getEnglish() : locale;
}

std::string local_number(std::int64_t number, const icu::Locale& locale) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::NumberFormat> format{
      icu::NumberFormat::createInstance(locale, status)};
  if (U_FAILURE(status) != 0) return std::to_string(number);
  icu::UnicodeString out;
  return to_utf8(format->format(number, out));
}

// Day, month in words, year, hour, minute and the zone, in the order and the clock (12 or 24 hours) of the locale;
// empty when ICU has none. Finding it takes longer than all the rest of a message, and a service has few locales.
icu::UnicodeString time_pattern(const icu::Locale& locale) {
  constexpr std::size_t most_locales = 32;
  thread_local std::map<std::string, icu::UnicodeString, std::less<>> known;
  if (const auto found = known.find(std::string_view{locale.getName()}); found != known.end())
    return found->second;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::DateTimePatternGenerator> patterns{
      icu::DateTimePatternGenerator::createInstance(locale, status)};
  if (U_FAILURE(status) != 0) return {};
  auto pattern = patterns->getBestPattern(u"yMMMMdjmmz", status);
  if (U_FAILURE(status) != 0) return {};
  if (known.size() < most_locales) known.emplace(locale.getName(), pattern);
  return pattern;
}

std::string local_time(std::string_view rfc3339, std::string_view zone, const icu::Locale& locale) {
  const auto time = parse_rfc3339(rfc3339);
  if (!time) return std::string{rfc3339};
  UErrorCode status = U_ZERO_ERROR;
  const auto pattern = time_pattern(locale);
  icu::SimpleDateFormat format{pattern, locale, status};
  if (pattern.isEmpty() || U_FAILURE(status) != 0) return std::string{rfc3339};
  std::unique_ptr<icu::TimeZone> known{icu::TimeZone::createTimeZone(from_utf8(zone))};
  if (*known == icu::TimeZone::getUnknown()) known.reset(icu::TimeZone::createTimeZone(u"UTC"));
  format.adoptTimeZone(known.release());
  icu::UnicodeString out;
  return to_utf8(format.format(static_cast<double>(to_unix_seconds(*time)) * 1000.0, out));
}

// Control characters and bidirectional overrides become spaces: a device may be called anything.
std::string clean(std::string_view text) {
  const auto in = from_utf8(text);
  icu::UnicodeString out;
  for (std::int32_t at = 0; at < in.length(); at = in.moveIndex32(at, 1)) {
    const UChar32 c = in.char32At(at);
    const bool unwanted = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
                          (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    out.append(unwanted ? UChar32{' '} : c);
  }
  return to_utf8(out);
}

}  // namespace

std::map<std::string, std::string, std::less<>> localized(const boost::json::object& values,
                                                          std::string_view tag) {
  const auto locale = icu_locale(tag);
  const auto* zone = values.if_contains("time_zone");
  const std::string_view zone_name =
      zone != nullptr && zone->is_string() ? std::string_view{zone->get_string()} : "UTC";
  std::map<std::string, std::string, std::less<>> out;
  for (const auto& [key, value] : values) {
    std::string& text = out[key];
    if (value.is_string() && key == "time") {
      text = clean(local_time(value.get_string(), zone_name, locale));
    } else if (value.is_string()) {
      text = clean(value.get_string());
    } else if (value.is_int64() || value.is_uint64()) {
      text = local_number(value.to_number<std::int64_t>(), locale);
    } else {
      text = boost::json::serialize(value);
    }
  }
  return out;
}

}  // namespace gatehouse::mail
