#include "phone_text.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::records {
namespace {

constexpr std::size_t longest_written = 80;  // bytes; a digit of another script takes up to four

bool is_punctuation(UChar32 c) {
  return c == '/' || c == '.' || c == '(' || c == ')' || u_charType(c) == U_DASH_PUNCTUATION ||
         u_charType(c) == U_SPACE_SEPARATOR;
}

}  // namespace

std::optional<std::string> phone_characters(std::string_view text) {
  if (text.size() > longest_written || !is_utf8(text)) return std::nullopt;
  constexpr UChar32 full_width_plus = 0xFF0B;
  std::string found;
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    const bool is_plus = c == '+' || c == full_width_plus;
    if (is_plus && found.empty()) {
      found.push_back('+');
    } else if (const auto value = u_charDigitValue(c); value >= 0) {
      found.push_back(static_cast<char>('0' + value));
    } else if (!is_punctuation(c)) {
      return std::nullopt;
    }
  }
  if (found.empty() || found == "+") return std::nullopt;
  return found;
}

}  // namespace gatehouse::records
