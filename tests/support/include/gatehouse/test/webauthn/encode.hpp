// Writes what the module reads: CBOR and DER, as honest or as crooked as a test wants.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::webauthn {

/// `number` in `size` bytes.
inline std::string big_endian(std::uint64_t number, int size) {
  std::string out;
  for (int i = size - 1; i >= 0; --i) {
    out.push_back(static_cast<char>(number >> (8U * static_cast<unsigned>(i))));
  }
  return out;
}

inline std::string cbor_head(unsigned major, std::uint64_t number) {
  const auto first = [&](unsigned low) {
    return std::string(1, static_cast<char>(major << 5U | low));
  };
  if (number < 24) return first(static_cast<unsigned>(number));
  if (number <= 0xff) return first(24) + big_endian(number, 1);
  if (number <= 0xffff) return first(25) + big_endian(number, 2);
  return first(26) + big_endian(number, 4);
}

inline std::string cbor(std::int64_t number) {
  return number >= 0 ? cbor_head(0, static_cast<std::uint64_t>(number))
                     : cbor_head(1, static_cast<std::uint64_t>(-1 - number));
}
inline std::string cbor_bytes(std::string_view bytes) {
  return cbor_head(2, bytes.size()).append(bytes);
}
inline std::string cbor_text(std::string_view text) {
  return cbor_head(3, text.size()).append(text);
}
inline std::string cbor_array(const std::vector<std::string>& items) {
  auto out = cbor_head(4, items.size());
  for (const auto& item : items) out += item;
  return out;
}
/// Keys and values are encoded already and keep their order.
inline std::string cbor_map(const std::vector<std::pair<std::string, std::string>>& entries) {
  auto out = cbor_head(5, entries.size());
  for (const auto& [key, value] : entries) out += key + value;
  return out;
}

/// `tag` as its octets: "\x30" for a SEQUENCE.
inline std::string der(std::string_view tag, std::string_view contents) {
  std::string out(tag);
  if (contents.size() < 0x80) {
    out += big_endian(contents.size(), 1);
  } else {
    out += '\x82' + big_endian(contents.size(), 2);
  }
  return out.append(contents);
}

}  // namespace gatehouse::webauthn
