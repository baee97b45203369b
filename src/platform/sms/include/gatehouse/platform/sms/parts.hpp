// How many messages a text costs (3GPP TS 23.038 and 23.040).
#pragma once

#include <string_view>

namespace gatehouse::sms {

struct Parts {
  bool is_unicode =
      false;      ///< UCS-2: 70 units, or 67 for each of several parts; else GSM-7: 160, or 153
  int units = 0;  ///< septets or UTF-16 units
  int count = 0;  ///< messages to send; 0 for an empty text
};

/// Counts the parts of well-formed UTF-8. Neither an escaped character of GSM-7 nor a surrogate pair is cut in two.
Parts count_parts(std::string_view text);

}  // namespace gatehouse::sms
