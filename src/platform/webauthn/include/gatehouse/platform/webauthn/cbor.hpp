// CBOR (RFC 8949) as authenticators write it: definite lengths, integers, strings, arrays, maps, booleans and null.
// Tags, floating point, undefined and break are refused. The tokens are libcbor's; nothing is allocated by a length
// that the input does not hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gatehouse::webauthn {

enum class CborForm : std::uint8_t {
  any_order,  ///< any order of keys, any width of integers
  canonical,  ///< the CTAP2 canonical form: shortest integers, keys sorted
};

class CborValue {
 public:
  enum class Kind : std::uint8_t { null, boolean, integer, bytes, text, array, map };
  static constexpr int max_depth = 8;
  static constexpr std::size_t max_items = 1024;

  /// Takes one value off the front of `input`. Empty for what is malformed or cut off, a map with a key twice or with
  /// keys other than integers and text, text that is not UTF-8, integers beyond 64 bits with sign, values nested over
  /// max_depth deep or of more than max_items parts. Strings refer to `input`'s memory.
  static std::optional<CborValue> take(std::string_view& input, CborForm form);
  /// The one value that `input` is; empty also when bytes follow it.
  static std::optional<CborValue> parse(std::string_view input, CborForm form);

  Kind kind() const noexcept { return kind_; }
  /// Empty unless the value is of that kind.
  std::optional<bool> boolean() const noexcept;
  std::optional<std::int64_t> integer() const noexcept;
  std::optional<std::string_view> bytes() const noexcept;
  std::optional<std::string_view> text() const noexcept;

  /// Elements of an array, or keys and values of a map in turn; empty otherwise.
  const std::vector<CborValue>& items() const noexcept { return items_; }
  /// Number of entries of a map; 0 for other kinds.
  std::size_t map_size() const noexcept { return kind_ == Kind::map ? items_.size() / 2 : 0; }
  /// The value of a map's key; null when there is none or this is no map.
  const CborValue* find(std::int64_t key) const noexcept;
  const CborValue* find(std::string_view key) const noexcept;

 private:
  friend class CborReader;
  Kind kind_ = Kind::null;
  std::int64_t integer_ = 0;  // also 0 and 1 of a boolean
  std::string_view string_{};
  std::vector<CborValue> items_{};
};

}  // namespace gatehouse::webauthn
