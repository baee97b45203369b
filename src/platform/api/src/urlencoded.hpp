// Percent-decoding and name=value pairs (WHATWG application/x-www-form-urlencoded), strictly.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::api {

/// The text with %XX decoded, and "+" as a space when `plus_is_space`. Empty on a bad escape or invalid UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The pairs in order; a name without "=" has an empty value. Empty on a bad escape, invalid UTF-8 or more than 200
/// pairs.
std::optional<Pairs> parse_pairs(std::string_view text);

/// Percent-encodes all but RFC 3986's unreserved characters.
std::string percent_encode(std::string_view text);

}  // namespace gatehouse::api
