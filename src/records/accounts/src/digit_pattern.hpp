// Patterns of digits as libphonenumber's metadata has them: digits, \d, [1-35], (?:…), |, ?, {n} and {n,m}.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::records {

/// Bit n is set when the first n digits match the whole pattern. Takes time in proportion to the pattern, whatever the
/// digits: all places where a match can stand are followed at once. `digits`: at most 31 characters 0 to 9; `pattern`:
/// trusted, well-formed.
std::uint32_t match_lengths(std::string_view pattern, std::string_view digits) noexcept;

/// True when all the digits together match; an empty pattern matches nothing.
bool matches(std::string_view pattern, std::string_view digits) noexcept;

}  // namespace gatehouse::records
