#include <algorithm>

#include <gatehouse/base/text.hpp>

#include "formats.hpp"

namespace gatehouse::api {
namespace {

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_alpha(std::string_view part) { return std::ranges::all_of(part, is_alpha); }
bool all_digits(std::string_view part) { return std::ranges::all_of(part, is_digit); }

bool is_language(std::string_view part) {
  return part.size() >= 2 && part.size() <= 8 && part.size() != 4 && all_alpha(part);
}

bool is_script(std::string_view part) { return part.size() == 4 && all_alpha(part); }

bool is_region(std::string_view part) {
  return (part.size() == 2 && all_alpha(part)) || (part.size() == 3 && all_digits(part));
}

bool is_variant(std::string_view part) {
  const bool word = std::ranges::all_of(part, [](char c) { return is_alpha(c) || is_digit(c); });
  return word &&
         ((part.size() >= 5 && part.size() <= 8) || (part.size() == 4 && is_digit(part[0])));
}

}  // namespace

bool is_locale(std::string_view text) noexcept {
  if (text.size() > 35) return false;
  const auto parts = split(text, '-');
  auto part = parts.begin();
  if (!is_language(*part++)) return false;
  if (part != parts.end() && is_script(*part)) ++part;
  if (part != parts.end() && is_region(*part)) ++part;
  return std::all_of(part, parts.end(), is_variant);
}

}  // namespace gatehouse::api
