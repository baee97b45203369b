#include "symbol.hpp"

#include <memory>
#include <new>

#include <qrencode.h>

#include <gatehouse/platform/qr_code.hpp>

namespace gatehouse::qr_code {
namespace {

constexpr int quiet_zone = 4;  // ISO/IEC 18004 section 9.1

}  // namespace

std::optional<Symbol> Symbol::of(std::string_view text) {
  if (text.empty() || text.size() > max_text_bytes) return std::nullopt;
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
      &QRcode_free);
  // Every text of this size fits, so only memory can be missing.
  if (!code) throw std::bad_alloc();
  return Symbol(code->data, code->width);
}

Symbol::Symbol(const std::uint8_t* modules, int width)
    : size_(width + 2 * quiet_zone), dark_(static_cast<std::size_t>(size_) * size_) {
  for (int y = 0; y < width; ++y) {
    for (int x = 0; x < width; ++x) {
      dark_[static_cast<std::size_t>(y + quiet_zone) * size_ + x + quiet_zone] =
          (modules[y * width + x] & 1) != 0;
    }
  }
}

bool Symbol::is_dark(int x, int y) const noexcept {
  return dark_[static_cast<std::size_t>(y) * size_ + x];
}

}  // namespace gatehouse::qr_code
