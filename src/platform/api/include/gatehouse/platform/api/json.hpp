// Strict JSON (RFC 8259) to and from described structs, by the rules of fields.hpp.
#pragma once

#include <string>
#include <string_view>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/api/shape_of.hpp>

namespace gatehouse::api {

/// Deeper nesting of arrays and objects is refused.
inline constexpr int max_json_depth = 32;
/// No more violations than these are told.
inline constexpr std::size_t max_violations = 50;

/// Fills `out`, a default-constructed value of `shape`. Empty on success. Otherwise
/// - malformed_json: a syntax error, a key given twice, invalid UTF-8, or too deep; `out` is then
/// partly filled;
/// - validation_failed: every broken rule with its RFC 6901 pointer. Rules: required, unknown,
/// type, range, length, format,
///   enum, items, characters, and whatever check_fields adds.
/// No message ever repeats a value.
[[nodiscard]] std::optional<Error> decode_json(std::string_view text, const Shape& shape,
                                               void* out);

/// The value of a whole JSON text (see above).
template <class T>
Result<T> decode_json(std::string_view text) {
  T value{};
  if (auto error = decode_json(text, shape_of<T>(), &value))
    return std::unexpected(std::move(*error));
  return value;
}

/// Appends the value as JSON without white space. Empty optionals are left out, or null where their
/// Field says so.
void encode_json(const Shape& shape, const void* value, std::string& out);

template <class T>
std::string encode_json(const T& value) {
  std::string out;
  encode_json(shape_of<T>(), &value, out);
  return out;
}

/// Appends `text`, which is UTF-8, as a JSON string with its quotes. Bytes that are not UTF-8
/// become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace gatehouse::api
