// The decoder behind json.hpp, with what a request needs beside it: some members come from elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/api/shape.hpp>

namespace gatehouse::api {

/// A set of the members of a struct, by index.
using MemberSet = std::uint64_t;
inline constexpr MemberSet all_members = ~MemberSet{0};

/// As decode_json, for an object of which only `expected` may and must come from this text; its own check_fields is not
/// asked.
std::optional<Error> decode_members(std::string_view text, const Shape& shape, MemberSet expected,
                                    void* out);

}  // namespace gatehouse::api
