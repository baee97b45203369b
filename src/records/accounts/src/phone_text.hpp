// The characters that people write phone numbers with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::records {

/// The ASCII digits of `text`, after "+" when it begins with one. Digits of any script count (০১৭, ٠١٧); spaces,
/// hyphens, dots, slashes and brackets are left out. Empty when anything else stands in it, when it holds no digit, or
/// when it is longer than people write numbers.
std::optional<std::string> phone_characters(std::string_view text);

}  // namespace gatehouse::records
