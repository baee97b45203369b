#include <gatehouse/platform/sms/parts.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

#include <unicode/unistr.h>

namespace gatehouse::sms {
namespace {

// TS 23.038 section 6.2.1, without the escape itself.
constexpr std::u16string_view basic =
    u"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    u"ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u16string_view escaped = u"\f^{}\\[~]|€";

// Septets of a character, 0 when GSM-7 has none.
int septets(UChar32 c) {
  if (c > 0xFFFF) return 0;
  const auto unit = static_cast<char16_t>(c);
  if (basic.contains(unit)) return 1;
  return escaped.contains(unit) ? 2 : 0;
}

int parts_of(const std::vector<int>& sizes, int units, int single, int each) {
  if (units == 0) return 0;
  if (units <= single) return 1;
  int count = 1;
  int used = 0;
  for (const int size : sizes) {
    if (used + size > each) {
      ++count;
      used = 0;
    }
    used += size;
  }
  return count;
}

}  // namespace

Parts count_parts(std::string_view text) {
  const auto in =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  std::vector<int> gsm;
  std::vector<int> ucs2;
  for (std::int32_t at = 0; at < in.length(); at = in.moveIndex32(at, 1)) {
    gsm.push_back(septets(in.char32At(at)));
    ucs2.push_back(U16_LENGTH(in.char32At(at)));
  }
  const bool is_unicode = std::ranges::find(gsm, 0) != gsm.end();
  const auto& sizes = is_unicode ? ucs2 : gsm;
  int units = 0;
  for (const int size : sizes) units += size;
  return {is_unicode, units,
          is_unicode ? parts_of(sizes, units, 70, 67) : parts_of(sizes, units, 160, 153)};
}

}  // namespace gatehouse::sms
