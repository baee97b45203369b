// C++ values in PostgreSQL's binary format, both ways. Each Codec<T> knows the type's oid, how to append a value and
// how to read one back; reading throws std::runtime_error when the bytes do not fit the type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>

namespace gatehouse::pg {

using Oid = std::uint32_t;

/// A bytea.
struct Bytes {
  std::string value;
  auto operator<=>(const Bytes&) const = default;
};

namespace oids {
inline constexpr Oid boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, text = 25,
                     float8 = 701, inet = 869, varchar = 1043, timestamptz = 1184, uuid = 2950,
                     jsonb = 3802, void_type = 2278;
inline constexpr Oid boolean_array = 1000, int2_array = 1005, int4_array = 1007, text_array = 1009,
                     int8_array = 1016, float8_array = 1022, bytea_array = 1001, inet_array = 1041,
                     timestamptz_array = 1185, uuid_array = 2951, jsonb_array = 3807;
}  // namespace oids

template <class T>
struct Codec;

/// Thrown bytes that do not fit their type: the schema and the code disagree.
[[noreturn]] void throw_malformed(const char* type);

void append_int16(std::string& out, std::int16_t value);
void append_int32(std::string& out, std::int32_t value);
void append_int64(std::string& out, std::int64_t value);
std::int16_t read_int16(std::string_view bytes);
std::int32_t read_int32(std::string_view bytes);
std::int64_t read_int64(std::string_view bytes);

template <>
struct Codec<bool> {
  static constexpr Oid oid = oids::boolean, array_oid = oids::boolean_array;
  static void append(std::string& out, bool value) { out.push_back(value ? 1 : 0); }
  static bool read(std::string_view bytes);
};

template <>
struct Codec<std::int16_t> {
  static constexpr Oid oid = oids::int2, array_oid = oids::int2_array;
  static void append(std::string& out, std::int16_t value) { append_int16(out, value); }
  static std::int16_t read(std::string_view bytes) { return read_int16(bytes); }
};

template <>
struct Codec<std::int32_t> {
  static constexpr Oid oid = oids::int4, array_oid = oids::int4_array;
  static void append(std::string& out, std::int32_t value) { append_int32(out, value); }
  static std::int32_t read(std::string_view bytes) { return read_int32(bytes); }
};

template <>
struct Codec<std::int64_t> {
  static constexpr Oid oid = oids::int8, array_oid = oids::int8_array;
  static void append(std::string& out, std::int64_t value) { append_int64(out, value); }
  static std::int64_t read(std::string_view bytes) { return read_int64(bytes); }
};

template <>
struct Codec<double> {
  static constexpr Oid oid = oids::float8, array_oid = oids::float8_array;
  static void append(std::string& out, double value);
  static double read(std::string_view bytes);
};

template <>
struct Codec<std::string> {
  static constexpr Oid oid = oids::text, array_oid = oids::text_array;
  static void append(std::string& out, std::string_view value) { out.append(value); }
  static std::string read(std::string_view bytes) { return std::string(bytes); }
};

template <>
struct Codec<Bytes> {
  static constexpr Oid oid = oids::bytea, array_oid = oids::bytea_array;
  static void append(std::string& out, const Bytes& value) { out.append(value.value); }
  static Bytes read(std::string_view bytes) { return {std::string(bytes)}; }
};

template <>
struct Codec<Uuid> {
  static constexpr Oid oid = oids::uuid, array_oid = oids::uuid_array;
  static void append(std::string& out, const Uuid& value);
  static Uuid read(std::string_view bytes);
};

template <class Tag>
struct Codec<Id<Tag>> {
  static constexpr Oid oid = oids::uuid, array_oid = oids::uuid_array;
  static void append(std::string& out, const Id<Tag>& value) {
    Codec<Uuid>::append(out, value.uuid);
  }
  static Id<Tag> read(std::string_view bytes) { return {Codec<Uuid>::read(bytes)}; }
};

template <>
struct Codec<Timestamp> {
  static constexpr Oid oid = oids::timestamptz, array_oid = oids::timestamptz_array;
  static void append(std::string& out, Timestamp value);
  static Timestamp read(std::string_view bytes);
};

template <>
struct Codec<boost::json::value> {
  static constexpr Oid oid = oids::jsonb, array_oid = oids::jsonb_array;
  static void append(std::string& out, const boost::json::value& value);
  static boost::json::value read(std::string_view bytes);
};

template <>
struct Codec<IpAddress> {
  static constexpr Oid oid = oids::inet, array_oid = oids::inet_array;
  static void append(std::string& out, const IpAddress& value);
  /// The address alone: a netmask in the column is left out.
  static IpAddress read(std::string_view bytes);
};

/// Described enumerations are text: the enumerator's name.
template <class E>
  requires std::is_enum_v<E>
struct Codec<E> {
  static constexpr Oid oid = oids::text, array_oid = oids::text_array;
  static void append(std::string& out, E value) {
    out.append(boost::describe::enum_to_string(value, ""));
  }
  static E read(std::string_view bytes) {
    E value{};
    const auto name = std::string(bytes);
    if (!boost::describe::enum_from_string(name.c_str(), value)) throw_malformed("enumeration");
    return value;
  }
};

/// The elements of a one-dimensional array's bytes; a null element is refused.
std::vector<std::string_view> read_array(std::string_view bytes);
/// The header of a one-dimensional array.
void append_array_header(std::string& out, Oid element, std::size_t size, bool has_nulls = false);

template <class T>
struct Codec<std::vector<T>> {
  static constexpr Oid oid = Codec<T>::array_oid;
  static void append(std::string& out, const std::vector<T>& values) {
    append_array_header(out, Codec<T>::oid, values.size());
    for (const auto& value : values) {
      const auto at = out.size();
      append_int32(out, 0);
      Codec<T>::append(out, value);
      std::string size;
      append_int32(size, static_cast<std::int32_t>(out.size() - at - 4));
      out.replace(at, 4, size);
    }
  }
  static std::vector<T> read(std::string_view bytes) {
    std::vector<T> values;
    for (const auto element : read_array(bytes)) values.push_back(Codec<T>::read(element));
    return values;
  }
};

template <class T>
inline constexpr bool is_nullable = false;
template <class T>
inline constexpr bool is_nullable<std::optional<T>> = true;

template <class T>
struct Codec<std::optional<T>> {
  static constexpr Oid oid = Codec<T>::oid, array_oid = Codec<T>::array_oid;
};

}  // namespace gatehouse::pg
