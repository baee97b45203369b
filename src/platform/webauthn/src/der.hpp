// The little DER (X.690) that OpenSSL has no template for: extensions of attestation certificates.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::webauthn {

/// A tag: its class and form in the two high and one middle bit of the first octet, and its number.
struct DerTag {
  std::uint8_t form = 0;
  std::uint32_t number = 0;
  bool operator==(const DerTag&) const = default;
};

inline constexpr DerTag der_integer{0x00, 2};
inline constexpr DerTag der_octet_string{0x00, 4};
inline constexpr DerTag der_enumerated{0x00, 10};
inline constexpr DerTag der_sequence{0x20, 16};
inline constexpr DerTag der_set{0x20, 17};
/// [number] EXPLICIT
constexpr DerTag der_context(std::uint32_t number) { return {0xa0, number}; }

struct DerItem {
  DerTag tag;
  std::string_view contents;

  bool is(DerTag expected) const noexcept { return tag == expected; }
  /// The value of an INTEGER or ENUMERATED between 0 and 2^31 - 1; empty for any other.
  std::optional<std::uint32_t> small_number() const noexcept;
};

class DerReader {
 public:
  explicit DerReader(std::string_view bytes) noexcept : rest_(bytes) {}

  /// The next item; empty at the end and for what is malformed or not in the shortest form.
  std::optional<DerItem> next() noexcept;
  /// The next item when it has that tag.
  std::optional<DerItem> next(DerTag expected) noexcept;
  bool at_end() const noexcept { return rest_.empty(); }

 private:
  std::optional<std::uint8_t> octet() noexcept;
  std::optional<std::uint32_t> tag_number(std::uint8_t first) noexcept;
  std::optional<std::size_t> length() noexcept;

  std::string_view rest_;
};

}  // namespace gatehouse::webauthn
