#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gatehouse::qr_code {

/// The modules of a QR code with its quiet zone.
class Symbol {
 public:
  /// Empty unless `text` has 1 to max_text_bytes bytes.
  static std::optional<Symbol> of(std::string_view text);

  /// Modules of a side, both quiet zones included.
  int size() const noexcept { return size_; }
  /// x and y count from the upper left corner, 0 to size() - 1.
  bool is_dark(int x, int y) const noexcept;

 private:
  Symbol(const std::uint8_t* modules, int width);

  int size_;
  std::vector<bool> dark_;  ///< row after row
};

}  // namespace gatehouse::qr_code
