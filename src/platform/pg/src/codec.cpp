#include <gatehouse/platform/pg/codec.hpp>

#include <bit>
#include <cstring>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace gatehouse::pg {
namespace {

using namespace std::chrono;

constexpr Timestamp postgres_epoch = sys_days{year{2000} / January / 1};
constexpr std::uint8_t family_v4 = 2;  // AF_INET and AF_INET + 1 as PostgreSQL writes them
constexpr std::uint8_t family_v6 = 3;
constexpr char jsonb_version = 1;

template <class T>
void append_big_endian(std::string& out, T value) {
  for (int shift = (sizeof(T) - 1) * 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(static_cast<std::make_unsigned_t<T>>(value) >> shift));
  }
}

template <class T>
T read_big_endian(std::string_view bytes, const char* type) {
  if (bytes.size() != sizeof(T)) throw_malformed(type);
  std::make_unsigned_t<T> value = 0;
  for (const char byte : bytes) {
    value = static_cast<std::make_unsigned_t<T>>((value << 8) | static_cast<unsigned char>(byte));
  }
  return static_cast<T>(value);
}

}  // namespace

void throw_malformed(const char* type) {
  throw std::runtime_error(std::string("PostgreSQL sent a malformed ") + type);
}

void append_int16(std::string& out, std::int16_t value) { append_big_endian(out, value); }
void append_int32(std::string& out, std::int32_t value) { append_big_endian(out, value); }
void append_int64(std::string& out, std::int64_t value) { append_big_endian(out, value); }
std::int16_t read_int16(std::string_view b) { return read_big_endian<std::int16_t>(b, "int2"); }
std::int32_t read_int32(std::string_view b) { return read_big_endian<std::int32_t>(b, "int4"); }
std::int64_t read_int64(std::string_view b) { return read_big_endian<std::int64_t>(b, "int8"); }

bool Codec<bool>::read(std::string_view bytes) {
  if (bytes.size() != 1) throw_malformed("boolean");
  return bytes[0] != 0;
}

void Codec<double>::append(std::string& out, double value) {
  append_int64(out, std::bit_cast<std::int64_t>(value));
}

double Codec<double>::read(std::string_view bytes) {
  return std::bit_cast<double>(read_int64(bytes));
}

void Codec<Uuid>::append(std::string& out, const Uuid& value) {
  out.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
}

Uuid Codec<Uuid>::read(std::string_view bytes) {
  Uuid uuid;
  if (bytes.size() != uuid.bytes.size()) throw_malformed("uuid");
  std::memcpy(uuid.bytes.data(), bytes.data(), bytes.size());
  return uuid;
}

void Codec<Timestamp>::append(std::string& out, Timestamp value) {
  append_int64(out, (value - postgres_epoch).count());
}

Timestamp Codec<Timestamp>::read(std::string_view bytes) {
  const microseconds since_epoch{read_int64(bytes)};
  // 'infinity' and the last moments before it have no Timestamp.
  if (since_epoch > Timestamp::max() - postgres_epoch || since_epoch == microseconds::min()) {
    throw_malformed("timestamptz");
  }
  return postgres_epoch + since_epoch;
}

void Codec<boost::json::value>::append(std::string& out, const boost::json::value& value) {
  out.push_back(jsonb_version);
  out.append(boost::json::serialize(value));
}

boost::json::value Codec<boost::json::value>::read(std::string_view bytes) {
  if (bytes.empty() || bytes[0] != jsonb_version) throw_malformed("jsonb");
  return boost::json::parse(boost::json::string_view(bytes.data() + 1, bytes.size() - 1));
}

void Codec<IpAddress>::append(std::string& out, const IpAddress& value) {
  const std::size_t size = value.v6 ? 16 : 4;
  out.push_back(static_cast<char>(value.v6 ? family_v6 : family_v4));
  out.push_back(static_cast<char>(size * 8));
  out.push_back(0);  // inet, not cidr
  out.push_back(static_cast<char>(size));
  out.append(reinterpret_cast<const char*>(value.bytes.data()), size);
}

IpAddress Codec<IpAddress>::read(std::string_view bytes) {
  if (bytes.size() < 4) throw_malformed("inet");
  IpAddress address;
  address.v6 = bytes[0] == family_v6;
  const std::size_t size = address.v6 ? 16 : 4;
  if (bytes.size() != 4 + size) throw_malformed("inet");
  std::memcpy(address.bytes.data(), bytes.data() + 4, size);
  return address;
}

void append_array_header(std::string& out, Oid element, std::size_t size, bool has_nulls) {
  append_int32(out, size == 0 ? 0 : 1);  // dimensions
  append_int32(out, has_nulls ? 1 : 0);
  append_int32(out, static_cast<std::int32_t>(element));
  if (size == 0) return;
  append_int32(out, static_cast<std::int32_t>(size));
  append_int32(out, 1);  // lower bound
}

std::vector<std::string_view> read_array(std::string_view bytes) {
  const auto take = [&](std::size_t count) {
    if (bytes.size() < count) throw_malformed("array");
    const auto part = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return part;
  };
  const auto dimensions = read_int32(take(4));
  take(8);
  if (dimensions == 0) return {};
  if (dimensions != 1) throw_malformed("array, expected one dimension");
  const auto count = read_int32(take(4));
  take(4);
  std::vector<std::string_view> elements;
  for (std::int32_t i = 0; i < count; ++i) {
    const auto size = read_int32(take(4));
    if (size < 0) throw_malformed("array, expected no null");
    elements.push_back(take(static_cast<std::size_t>(size)));
  }
  return elements;
}

}  // namespace gatehouse::pg
