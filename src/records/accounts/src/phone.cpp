// Phone numbers by libphonenumber's metadata, with its rules of which region of a shared calling code a number belongs
// to.
#include <algorithm>
#include <array>
#include <bit>

#include <gatehouse/base/text.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>

#include "digit_pattern.hpp"
#include "phone_text.hpp"

namespace gatehouse::records {
namespace {

struct Region {
  std::string_view name;  ///< ISO 3166-1
  std::string_view code;  ///< country calling code
  std::size_t min_digits;
  std::size_t max_digits;
  std::string_view prefix;   ///< what is dialled before a national number inside the country
  std::string_view leading;  ///< how numbers of this region begin, where regions share a code
  std::string_view any;      ///< every national number, used or not
  std::string_view fixed;
  std::string_view mobile;
  std::string_view others;  ///< toll-free, personal, company-wide and Internet numbers
};

// The main region of a shared code comes first.
constexpr auto regions = std::to_array<Region>({
#include "phone_metadata.inc"
});

constexpr std::size_t max_e164_digits = 15;

bool is_valid(const Region& region, std::string_view national) {
  return national.size() >= region.min_digits && national.size() <= region.max_digits &&
         matches(region.any, national) &&
         (matches(region.mobile, national) || matches(region.fixed, national) ||
          matches(region.others, national));
}

// The region of calling code and national number; null when the number is not in use anywhere.
const Region* find_region(std::string_view digits) {
  if (digits.size() > max_e164_digits) return nullptr;
  for (const auto& region : regions) {
    if (!digits.starts_with(region.code)) continue;
    const auto national = digits.substr(region.code.size());
    if (!region.leading.empty()) {
      if (match_lengths(region.leading, national) == 0) continue;
      return is_valid(region, national) ? &region : nullptr;
    }
    if (is_valid(region, national)) return &region;
  }
  return nullptr;
}

const Region* region_with_code_of(std::string_view digits) {
  const auto found = std::ranges::find_if(
      regions, [&](const Region& region) { return digits.starts_with(region.code); });
  return found == regions.end() ? nullptr : &*found;
}

// Without what is dialled before it inside the country, as much of that as there is.
std::string_view without_prefix(const Region& region, std::string_view digits) {
  constexpr std::size_t longest = 16;
  const auto lengths = match_lengths(region.prefix, digits.substr(0, longest));
  if (lengths == 0) return digits;
  return digits.substr(static_cast<std::size_t>(std::bit_width(lengths)) - 1);
}

std::optional<ParsedIdentifier> in_use(std::string digits) {
  if (find_region(digits) == nullptr) return std::nullopt;
  auto e164 = "+" + std::move(digits);
  return ParsedIdentifier{IdentifierType::phone, e164, e164};
}

std::optional<ParsedIdentifier> international(std::string_view digits) {
  if (auto parsed = in_use(std::string(digits))) return parsed;
  // "+44 (0)20 …" and the like: the prefix has no place there, but people write it.
  const auto* region = region_with_code_of(digits);
  if (region == nullptr) return std::nullopt;
  const auto national = without_prefix(*region, digits.substr(region->code.size()));
  return in_use(std::string(region->code) + std::string(national));
}

}  // namespace

std::optional<ParsedIdentifier> parse_phone(std::string_view text,
                                            std::string_view default_region) {
  const auto written = phone_characters(trim(text));
  if (!written) return std::nullopt;
  const std::string_view digits = *written;
  if (digits.starts_with('+')) return international(digits.substr(1));
  const auto region = std::ranges::find(regions, default_region, &Region::name);
  if (region != regions.end()) {
    for (const auto national : {without_prefix(*region, digits), digits}) {
      if (auto parsed = in_use(std::string(region->code).append(national))) return parsed;
    }
  }
  if (digits.starts_with("00")) return international(digits.substr(2));
  // Written with the country's code but without "+".
  const bool has_code = region != regions.end() && digits.starts_with(region->code);
  return has_code ? international(digits) : std::nullopt;
}

bool is_region(std::string_view name) {
  return std::ranges::find(regions, name, &Region::name) != regions.end();
}

std::string_view region_of(std::string_view e164) {
  const auto* region = e164.starts_with('+') ? find_region(e164.substr(1)) : nullptr;
  return region == nullptr ? std::string_view{} : region->name;
}

bool is_mobile(std::string_view e164) {
  const auto* region = e164.starts_with('+') ? find_region(e164.substr(1)) : nullptr;
  return region != nullptr && matches(region->mobile, e164.substr(1 + region->code.size()));
}

std::string_view calling_code_of(std::string_view e164) {
  const auto* region = e164.starts_with('+') ? region_with_code_of(e164.substr(1)) : nullptr;
  return region == nullptr ? std::string_view{} : region->code;
}

}  // namespace gatehouse::records
