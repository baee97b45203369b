#include <gatehouse/platform/api/page.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/api/text_form.hpp>

namespace gatehouse::api {
namespace {

constexpr std::size_t cursor_size = 8 + 16;

}  // namespace

std::string encode_cursor(const Cursor& cursor) {
  std::string bytes(cursor_size, '\0');
  const auto micros = static_cast<std::uint64_t>(cursor.at.time_since_epoch().count());
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(micros >> (8 * (7 - i)));
  for (std::size_t i = 0; i < 16; ++i) bytes[8 + i] = static_cast<char>(cursor.id.bytes[i]);
  return encode_base64url(bytes);
}

std::optional<Cursor> decode_cursor(std::string_view text) {
  const auto bytes = decode_base64url(text);
  if (!bytes || bytes->size() != cursor_size) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>((*bytes)[i]); };
  std::uint64_t micros = 0;
  for (std::size_t i = 0; i < 8; ++i) micros = (micros << 8) | byte(i);
  Cursor cursor{.at = Timestamp{std::chrono::microseconds{static_cast<std::int64_t>(micros)}}};
  // PostgreSQL's timestamptz ends at 294276 AD; a time beyond it was not written by encode_cursor.
  if (cursor.at < Timestamp{} || cursor.at > Timestamp{std::chrono::years{292'000}})
    return std::nullopt;
  for (std::size_t i = 0; i < 16; ++i) cursor.id.bytes[i] = byte(8 + i);
  return cursor;
}

Fields fields_of(std::type_identity<PageQuery>) {
  return {
      {"limit", {.min = 1, .max = 100, .description = "How many items at most; 20 by default."}},
      {"cursor", {.description = "next_cursor of the page before."}}};
}

std::string_view TextForm<Cursor>::example() {
  static const std::string text = encode_cursor({.at = from_unix_seconds(1'767'225'600)});
  return text;
}

std::optional<Uuid> TextForm<Uuid>::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string hex;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return std::nullopt;
    if (!dash) hex.push_back(text[i]);
  }
  const auto bytes = decode_hex(hex);
  if (!bytes) return std::nullopt;
  Uuid uuid;
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    uuid.bytes[i] = static_cast<std::uint8_t>((*bytes)[i]);
  }
  // The text form has lower case only, so that one id has one spelling.
  if (uuid.text() != text) return std::nullopt;
  return uuid;
}

}  // namespace gatehouse::api
