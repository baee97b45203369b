// Structs from texts: query parameters, form fields and path segments, by the same rules as JSON.
#pragma once

#include <functional>
#include <string>

#include "json_decode.hpp"
#include "report.hpp"
#include "urlencoded.hpp"

namespace gatehouse::api {

/// Puts one text into a value; an array gets one more item.
std::optional<Broken> assign(const Shape& shape, const Field& field, void* out,
                             std::string_view text);

/// Fills the members `expected` from the pairs; unknown and repeated names are violations unless the member is an
/// array. Pointers are `prefix` and the name: "?limit", "/grant_type".
void decode_pairs(const Pairs& pairs, const Shape& shape, MemberSet expected,
                  std::string_view prefix, void* out, Report& report);

}  // namespace gatehouse::api
