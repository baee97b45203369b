#include "rules.hpp"

#include <charconv>

#include <fmt/format.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/base/text.hpp>

#include "formats.hpp"

namespace gatehouse::api {
namespace {

bool has_forbidden_characters(const Field& field, std::string_view text) {
  if (!field.multiline) return has_control_characters(text);
  std::string visible{text};
  std::erase_if(visible, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
  return has_control_characters(visible);
}

std::optional<Broken> check_length(const Field& field, std::string_view text) {
  const auto length = utf8_length(text);
  if (length >= field.min_length && length <= field.max_length) return std::nullopt;
  if (length == 0) return Broken{"length", "must not be empty"};
  if (field.min_length == field.max_length) {
    return Broken{"length", fmt::format("must have {} characters", field.max_length)};
  }
  return Broken{"length", length < field.min_length
                              ? fmt::format("must have at least {} characters", field.min_length)
                              : fmt::format("must have at most {} characters", field.max_length)};
}

std::optional<Broken> check_text(const Field& field, std::string_view text) {
  if (auto broken = check_length(field, text)) return broken;
  if (has_forbidden_characters(field, text)) {
    return Broken{"characters", "must not have control characters"};
  }
  if (!matches(field.format, text, field.prefix)) {
    return Broken{"format", fmt::format("must be {}", describe(field.format, field.prefix))};
  }
  return std::nullopt;
}

// Passwords may hold anything but NUL, which ends a text in C libraries and which PostgreSQL refuses.
std::optional<Broken> check_secret(const Field& field, std::string_view text) {
  if (auto broken = check_length(field, text)) return broken;
  if (text.find('\0') != std::string_view::npos) {
    return Broken{"characters", "must not have the character U+0000"};
  }
  if (!matches(field.format, text, field.prefix)) {
    return Broken{"format", fmt::format("must be {}", describe(field.format, field.prefix))};
  }
  return std::nullopt;
}

std::optional<Broken> assign_name(const Shape& shape, void* out, std::string_view text) {
  for (std::size_t i = 0; i < shape.names.size(); ++i) {
    if (shape.names[i] != text) continue;
    shape.store(out, static_cast<std::int64_t>(i));
    return std::nullopt;
  }
  return Broken{"enum", fmt::format("must be one of: {}", fmt::join(shape.names, ", "))};
}

Broken out_of_range(const Shape* type, const Field& field) {
  const auto min = type != nullptr ? std::max(field.min, type->min) : field.min;
  const auto max = type != nullptr ? std::min(field.max, type->max) : field.max;
  return {"range", fmt::format("must be from {} to {}", min, max)};
}

}  // namespace

std::optional<Broken> assign_text(const Shape& shape, const Field& field, void* out,
                                  std::string_view text) {
  switch (shape.kind) {
    case Kind::text:
      if (auto broken = check_text(field, text)) return broken;
      static_cast<std::string*>(out)->assign(text);
      return std::nullopt;
    case Kind::secret:
      if (auto broken = check_secret(field, text)) return broken;
      *static_cast<Secret*>(out) = Secret{std::string(text)};
      return std::nullopt;
    case Kind::enumeration:
      return assign_name(shape, out, text);
    case Kind::parsed:
      if (shape.parse(out, text)) return std::nullopt;
      return Broken{"format", expectation(shape)};
    default:
      return Broken{"type", expectation(shape)};
  }
}

std::optional<Broken> assign_integer(const Shape& shape, const Field& field, void* out,
                                     std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(digits.begin(), digits.end(), value);
  GH_ASSERT(end == digits.end());
  if (failure != std::errc{} || value < shape.min || value > shape.max || value < field.min ||
      value > field.max) {
    return out_of_range(&shape, field);
  }
  shape.store(out, value);
  return std::nullopt;
}

std::optional<Broken> assign_number(const Field& field, void* out, std::string_view digits) {
  double value = 0;
  const auto [end, failure] = std::from_chars(digits.begin(), digits.end(), value);
  GH_ASSERT(end == digits.end());
  if (failure != std::errc{} || value < static_cast<double>(field.min) ||
      value > static_cast<double>(field.max)) {
    return out_of_range(nullptr, field);
  }
  *static_cast<double*>(out) = value;
  return std::nullopt;
}

std::optional<Broken> check_items(const Field& field, std::size_t count) {
  if (count < field.min_items) {
    return Broken{"items", fmt::format("must have at least {} items", field.min_items)};
  }
  if (count > field.max_items) {
    return Broken{"items", fmt::format("must have at most {} items", field.max_items)};
  }
  return std::nullopt;
}

std::string expectation(const Shape& shape) {
  switch (shape.kind) {
    case Kind::boolean:
      return "must be true or false";
    case Kind::integer:
      return "must be a whole number";
    case Kind::number:
      return "must be a number";
    case Kind::array:
      return "must be an array";
    case Kind::object:
    case Kind::one_of:
      return "must be an object";
    case Kind::parsed:
      return shape.prefix.empty() ? fmt::format("must be a text of the format {}", shape.name)
                                  : fmt::format("must be an id that starts with {}_", shape.prefix);
    default:
      return "must be a text";
  }
}

}  // namespace gatehouse::api
