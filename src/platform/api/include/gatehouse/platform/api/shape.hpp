// The form of a type as data: what the decoder, the encoder, the OpenAPI document and the bad-input tests
// walk over. shape_of.hpp builds these tables, once per type; all work is done on them in .cpp files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/api/fields.hpp>

namespace gatehouse::api {

enum class Kind {
  boolean,
  integer,
  number,
  text,
  secret,
  parsed,  ///< a text of its own form (text_form.hpp)
  enumeration,
  optional,
  array,
  object,
  one_of,
  any,
};

struct Shape;
using ShapeOf = const Shape& (*)();

/// A member of a struct.
struct Member {
  std::string_view name;
  ShapeOf shape;       ///< of the value, an optional's included
  void* (*at)(void*);  ///< the member within its struct
  Field field{};
  bool required = true;  ///< false for optionals
};

/// Only what belongs to `kind` is set.
struct Shape {
  Kind kind;
  /// object, enumeration: the OpenAPI component; parsed: the OpenAPI format
  std::string name{};
  /// parsed: the TypeID prefix, if it has one
  std::string_view prefix{};
  /// parsed: a valid text
  std::string_view example{};
  /// object: at most 64
  std::vector<Member> members{};
  /// enumeration
  std::vector<std::string_view> names{};
  /// integer: the range of its type
  std::int64_t min = 0;
  std::int64_t max = 0;
  /// optional, array
  ShapeOf element = nullptr;
  /// one_of
  std::vector<ShapeOf> alternatives{};

  /// integer; enumeration: by index into names
  void (*store)(void*, std::int64_t) = nullptr;
  /// integer; enumeration: -1 when the value has no name
  std::int64_t (*load)(const void*) = nullptr;
  /// parsed: false when the text is not valid
  bool (*parse)(void*, std::string_view) = nullptr;
  /// parsed: appends the text, without quotes
  void (*append)(const void*, std::string&) = nullptr;
  /// optional: fills it; array: appends an item; gives the place of the new value
  void* (*grow)(void*) = nullptr;
  /// array, optional: nullptr past the end; one_of: the alternative held
  const void* (*item)(const void*, std::size_t) = nullptr;
  /// one_of: index of the alternative held
  std::size_t (*active)(const void*) = nullptr;
  /// object: its check_fields, if it has one
  void (*check)(const void*, std::vector<Violation>&) = nullptr;
};

/// The value's own shape: `shape` without the optionals around it.
const Shape& without_optional(const Shape& shape);

/// The member of an object; null when it has none of this name.
const Member* find_member(const Shape& object, std::string_view name) noexcept;

}  // namespace gatehouse::api
