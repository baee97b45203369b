// Types that stand in JSON, paths and queries as a text of their own form. Specialise TextForm to
// add one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/api/page.hpp>

namespace gatehouse::api {

/// A specialisation has: name (the OpenAPI format), example(), parse(text) → optional<T>,
/// append(value, out).
template <class T>
struct TextForm {};

template <class Tag>
struct TextForm<Id<Tag>> {
  static constexpr std::string_view name = "typeid";
  static constexpr std::string_view prefix = Tag::prefix;
  static std::string_view example() {
    static const std::string text = std::string(prefix) + "_01h455vb4pex5vsknk084sn02q";
    return text;
  }
  static std::optional<Id<Tag>> parse(std::string_view text) { return Id<Tag>::parse(text); }
  static void append(const Id<Tag>& value, std::string& out) { out += value.text(); }
};

template <>
struct TextForm<Uuid> {
  static constexpr std::string_view name = "uuid";
  static std::string_view example() { return "01890a5d-ac96-774b-bcce-b302099a8057"; }
  static std::optional<Uuid> parse(std::string_view text);
  static void append(const Uuid& value, std::string& out) { out += value.text(); }
};

template <>
struct TextForm<Timestamp> {
  static constexpr std::string_view name = "date-time";
  static std::string_view example() { return "2026-01-31T09:00:00.000Z"; }
  static std::optional<Timestamp> parse(std::string_view text) { return parse_rfc3339(text); }
  static void append(const Timestamp& value, std::string& out) { out += format_rfc3339(value); }
};

template <>
struct TextForm<IpAddress> {
  static constexpr std::string_view name = "ip-address";
  static std::string_view example() { return "203.0.113.7"; }
  static std::optional<IpAddress> parse(std::string_view text) { return IpAddress::parse(text); }
  static void append(const IpAddress& value, std::string& out) { out += value.text(); }
};

template <>
struct TextForm<Cursor> {
  static constexpr std::string_view name = "cursor";
  static std::string_view example();
  static std::optional<Cursor> parse(std::string_view text) { return decode_cursor(text); }
  static void append(const Cursor& value, std::string& out) { out += encode_cursor(value); }
};

}  // namespace gatehouse::api
