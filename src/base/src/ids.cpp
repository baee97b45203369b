#include <gatehouse/base/ids.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>

namespace gatehouse {
namespace {

constexpr std::string_view crockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t text_size = 26;

// The random bits of ids, taken from the system for several at once: one at a time, the call is most of what an id
// costs. None is given out twice, and none is left behind where it was.
void take_random(std::span<std::uint8_t> out) noexcept {
  thread_local std::array<std::uint8_t, 320> store;
  thread_local std::size_t left = 0;
  if (left < out.size()) {
    random_bytes(store);
    left = store.size();
  }
  left -= out.size();
  const auto taken = std::span(store).subspan(left, out.size());
  std::ranges::copy(taken, out.begin());
  std::ranges::fill(taken, 0);
}

}  // namespace

Uuid Uuid::make(Timestamp now) noexcept {
  Uuid uuid;
  take_random(std::span(uuid.bytes).subspan(6));
  const auto millis = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count());
  for (std::size_t i = 0; i < 6; ++i) {
    uuid.bytes[i] = static_cast<std::uint8_t>(millis >> (8 * (5 - i)));
  }
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x70);
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

Timestamp Uuid::time() const noexcept {
  std::int64_t millis = 0;
  for (std::size_t i = 0; i < 6; ++i) millis = (millis << 8) | bytes[i];
  return Timestamp{std::chrono::milliseconds{millis}};
}

std::string Uuid::text() const {
  auto hex = encode_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, 1, '-');
  return hex;
}

std::string_view Uuid::view() const noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Uuid Uuid::from_bytes(std::string_view source) noexcept {
  Uuid uuid;
  GH_ASSERT(source.size() == uuid.bytes.size());
  std::memcpy(uuid.bytes.data(), source.data(), source.size());
  return uuid;
}

std::optional<Uuid> Uuid::parse(std::string_view text) noexcept {
  if (text.size() != 36) return std::nullopt;
  std::string hex;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return std::nullopt;
    if (!dash) hex.push_back(text[i]);
  }
  const auto bytes = decode_hex(hex);
  if (!bytes) return std::nullopt;
  return from_bytes(*bytes);
}

std::string format_typeid(std::string_view prefix, const Uuid& uuid) {
  std::string text;
  text.reserve(prefix.size() + 1 + text_size);
  text.append(prefix).push_back('_');
  text.resize(text.size() + text_size);
  unsigned __int128 value = 0;
  for (const auto byte : uuid.bytes) value = (value << 8) | byte;
  for (auto place = text.rbegin(); place != text.rbegin() + text_size; ++place, value >>= 5) {
    *place = crockford[static_cast<std::size_t>(value) & 31];
  }
  return text;
}

std::optional<Uuid> parse_typeid(std::string_view prefix, std::string_view text) noexcept {
  if (text.size() != prefix.size() + 1 + text_size || !text.starts_with(prefix) ||
      text[prefix.size()] != '_') {
    return std::nullopt;
  }
  text.remove_prefix(prefix.size() + 1);
  if (text.front() > '7') return std::nullopt;  // more than 128 bits
  unsigned __int128 value = 0;
  for (const char c : text) {
    const auto digit = crockford.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = (value << 5) | digit;
  }
  Uuid uuid;
  for (std::size_t i = 16; i-- > 0; value >>= 8) uuid.bytes[i] = static_cast<std::uint8_t>(value);
  return uuid;
}

}  // namespace gatehouse

std::size_t std::hash<gatehouse::Uuid>::operator()(const gatehouse::Uuid& uuid) const noexcept {
  // The last eight bytes of a UUIDv7 are random.
  std::size_t value = 0;
  std::memcpy(&value, uuid.bytes.data() + 8, sizeof value);
  return value;
}
