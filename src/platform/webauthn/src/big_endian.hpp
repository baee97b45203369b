// Reads binary structures front to back: authenticator data, and what a TPM marshals.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::webauthn {

/// Once something was not there, nothing is any more: the last of several reads tells whether all of them succeeded.
class BigEndianReader {
 public:
  explicit BigEndianReader(std::string_view bytes) : rest_(bytes) {}

  /// The next `size` bytes.
  std::optional<std::string_view> take(std::size_t size) {
    if (failed_ || size > rest_.size()) {
      failed_ = true;
      return std::nullopt;
    }
    const auto part = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return part;
  }

  /// An unsigned number of `size` bytes, at most 8.
  std::optional<std::uint64_t> number(std::size_t size) {
    const auto part = take(size);
    if (!part) return std::nullopt;
    std::uint64_t value = 0;
    for (const char byte : *part) value = value << 8U | static_cast<std::uint8_t>(byte);
    return value;
  }

  /// A string behind its length in 2 bytes (TPM2B_…).
  std::optional<std::string_view> sized() {
    const auto size = number(2);
    return size ? take(*size) : std::nullopt;
  }

  std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace gatehouse::webauthn
