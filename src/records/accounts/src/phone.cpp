// Phone numbers by libphonenumber's metadata.
#include <array>
#include <mutex>
#include <regex>
#include <unordered_map>

#include <gatehouse/base/text.hpp>
#include <gatehouse/records/identifiers.hpp>

namespace gatehouse::records {
namespace {

struct Region {
  std::string_view name;   ///< ISO 3166-1
  std::string_view code;   ///< country calling code
  std::string_view trunk;  ///< what stands before a number dialled inside the country
  std::size_t min_digits;
  std::size_t max_digits;
  std::string_view pattern;  ///< of every national number
  std::string_view mobile;
};

constexpr auto regions = std::to_array<Region>({
#include "phone_metadata.inc"
});

constexpr std::size_t max_digits = 15;  // E.164

// The metadata's own patterns on at most 15 digits: std::regex cannot run away on so little. Compiled at first use.
bool matches(std::string_view pattern, std::string_view digits) {
  static std::mutex mutex;
  static std::unordered_map<std::string_view, std::regex> compiled;
  const std::lock_guard lock(mutex);
  auto found = compiled.find(pattern);
  if (found == compiled.end()) {
    found = compiled
                .emplace(pattern, std::regex(pattern.begin(), pattern.end(),
                                             std::regex::ECMAScript | std::regex::optimize))
                .first;
  }
  return std::regex_match(digits.begin(), digits.end(), found->second);
}

bool is_valid(const Region& region, std::string_view national) {
  return national.size() >= region.min_digits && national.size() <= region.max_digits &&
         matches(region.pattern, national);
}

// The region of +digits and the length of its calling code; null when there is none.
const Region* find_region(std::string_view digits) {
  for (const auto& region : regions) {
    if (digits.starts_with(region.code) && is_valid(region, digits.substr(region.code.size())))
      return &region;
  }
  return nullptr;
}

const Region* region_named(std::string_view name) {
  for (const auto& region : regions) {
    if (region.name == name) return &region;
  }
  return nullptr;
}

// The digits of a number; empty when anything but digits and punctuation stands in it.
std::optional<std::string> digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
    } else if (std::string_view(" ()-./").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  return digits;
}

std::optional<ParsedIdentifier> international(std::string_view digits) {
  if (digits.size() > max_digits || find_region(digits) == nullptr) return std::nullopt;
  const auto e164 = "+" + std::string(digits);
  return ParsedIdentifier{IdentifierType::phone, e164, e164};
}

}  // namespace

std::optional<ParsedIdentifier> parse_phone(std::string_view text,
                                            std::string_view default_region) {
  text = trim(text);
  constexpr std::size_t longest_written = 40;
  if (text.size() > longest_written) return std::nullopt;
  const bool plus = text.starts_with('+');
  const auto digits = digits_of(plus ? text.substr(1) : text);
  if (!digits) return std::nullopt;
  if (plus) return international(*digits);
  if (digits->starts_with("00")) return international(std::string_view(*digits).substr(2));
  const auto* region = region_named(default_region);
  if (region == nullptr) return std::nullopt;
  std::string_view national = *digits;
  if (!region->trunk.empty() && national.starts_with(region->trunk))
    national.remove_prefix(region->trunk.size());
  if (is_valid(*region, national))
    return international(std::string(region->code) + std::string(national));
  // Written with the country's code but without "+".
  return digits->starts_with(region->code) ? international(*digits) : std::nullopt;
}

std::string_view region_of(std::string_view e164) {
  const auto* region = e164.empty() ? nullptr : find_region(e164.substr(1));
  return region == nullptr ? std::string_view{} : region->name;
}

bool is_mobile(std::string_view e164) {
  if (e164.empty()) return false;
  const auto digits = e164.substr(1);
  for (const auto& region : regions) {
    if (digits.starts_with(region.code) && is_valid(region, digits.substr(region.code.size())) &&
        matches(region.mobile, digits.substr(region.code.size()))) {
      return true;
    }
  }
  return false;
}

}  // namespace gatehouse::records
