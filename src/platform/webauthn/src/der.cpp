#include "der.hpp"

namespace gatehouse::webauthn {

std::optional<std::uint32_t> DerItem::small_number() const noexcept {
  if (!is(der_integer) && !is(der_enumerated)) return std::nullopt;
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(contents[i]); };
  if (contents.empty() || contents.size() > 4 || at(0) >= 0x80) return std::nullopt;
  if (contents.size() > 1 && at(0) == 0 && at(1) < 0x80) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < contents.size(); ++i) value = value << 8U | at(i);
  return value;
}

std::optional<std::uint8_t> DerReader::octet() noexcept {
  if (rest_.empty()) return std::nullopt;
  const auto value = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

// Section 8.1.2: numbers from 31 on take several octets of 7 bits; no leading zeros.
std::optional<std::uint32_t> DerReader::tag_number(std::uint8_t first) noexcept {
  if ((first & 0x1fU) != 0x1f) return first & 0x1fU;
  std::uint32_t number = 0;
  for (int i = 0; i < 4; ++i) {
    const auto next = octet();
    if (!next || (i == 0 && *next == 0x80)) return std::nullopt;
    number = number << 7U | (*next & 0x7fU);
    if ((*next & 0x80U) == 0) return number >= 31 ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

// Section 10.1: definite, shortest.
std::optional<std::size_t> DerReader::length() noexcept {
  const auto first = octet();
  if (!first) return std::nullopt;
  if (*first < 0x80) return *first;
  const std::size_t count = *first & 0x7fU;
  if (count == 0 || count > 3) return std::nullopt;
  std::size_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto next = octet();
    if (!next || (i == 0 && *next == 0)) return std::nullopt;
    value = value << 8U | *next;
  }
  return value >= 0x80 ? std::optional(value) : std::nullopt;
}

std::optional<DerItem> DerReader::next() noexcept {
  const auto first = octet();
  const auto number = first ? tag_number(*first) : std::nullopt;
  const auto size = number ? length() : std::nullopt;
  if (!size || *size > rest_.size()) {
    rest_ = {};
    return std::nullopt;
  }
  const DerItem item{.tag = {static_cast<std::uint8_t>(*first & 0xe0U), *number},
                     .contents = rest_.substr(0, *size)};
  rest_.remove_prefix(*size);
  return item;
}

std::optional<DerItem> DerReader::next(DerTag expected) noexcept {
  const auto item = next();
  return item && item->is(expected) ? item : std::nullopt;
}

}  // namespace gatehouse::webauthn
