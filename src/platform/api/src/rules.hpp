// The rules of fields.hpp, one value at a time; shared by JSON bodies, forms, queries and paths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/platform/api/fields.hpp>
#include <gatehouse/platform/api/shape.hpp>

namespace gatehouse::api {

/// A rule that a value breaks, and what to do about it.
struct Broken {
  std::string_view rule;
  std::string detail;
};

/// Puts a text into a value of kind text, secret, parsed or enumeration. Nothing is stored when a rule is broken.
std::optional<Broken> assign_text(const Shape& shape, const Field& field, void* out,
                                  std::string_view text);

/// Puts the digits of a whole number, as JSON writes them, into an integer.
std::optional<Broken> assign_integer(const Shape& shape, const Field& field, void* out,
                                     std::string_view digits);

/// Puts a JSON number into a double.
std::optional<Broken> assign_number(const Field& field, void* out, std::string_view digits);

/// The number of items of an array.
std::optional<Broken> check_items(const Field& field, std::size_t count);

/// "must be a text", "must be true or false" …
std::string expectation(const Shape& shape);

}  // namespace gatehouse::api
