#include <png.h>

#include <array>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/qr_code.hpp>

#include "symbol.hpp"

namespace gatehouse::qr_code {
namespace {

// A byte for each pixel, 1 where it is black.
std::vector<std::uint8_t> pixels_of(const Symbol& symbol, int scale) {
  const auto side = static_cast<std::size_t>(symbol.size()) * scale;
  std::vector<std::uint8_t> pixels;
  pixels.reserve(side * side);
  for (int y = 0; y < symbol.size(); ++y) {
    std::vector<std::uint8_t> row;
    for (int x = 0; x < symbol.size(); ++x) row.insert(row.end(), scale, symbol.is_dark(x, y));
    for (int i = 0; i < scale; ++i) pixels.insert(pixels.end(), row.begin(), row.end());
  }
  return pixels;
}

}  // namespace

std::string png(std::string_view text, int scale) {
  if (scale < 1 || scale > max_scale) return {};
  const auto symbol = Symbol::of(text);
  if (!symbol) return {};
  const auto pixels = pixels_of(*symbol, scale);
  // A palette of two makes libpng store one bit a pixel.
  constexpr std::array<std::uint8_t, 6> white_and_black{255, 255, 255, 0, 0, 0};
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = static_cast<png_uint_32>(symbol->size() * scale);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = 2;
  std::size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string file(size, '\0');
  const bool is_written = png_image_write_to_memory(&image, file.data(), &size, 0, pixels.data(), 0,
                                                    white_and_black.data()) != 0;
  GH_ASSERT(is_written);
  file.resize(size);
  file.shrink_to_fit();
  return file;
}

}  // namespace gatehouse::qr_code
