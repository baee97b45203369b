#include "content_coding.hpp"

#include <optional>
#include <stdexcept>

#include <brotli/encode.h>
#include <zlib.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::http {
namespace {

// "0", "0.5", "1.000": in thousandths (RFC 9110 section 12.4.2).
std::optional<int> weight_of(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = (text[0] - '0') * 1000;
  int place = 100;
  for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * place;
    place /= 10;
  }
  if (weight > 1000) return std::nullopt;
  return weight;
}

// The weight that an element gives; empty when it is no proper one.
std::optional<int> weight_of_element(std::string_view element) {
  const auto semicolon = element.find(';');
  if (semicolon == std::string_view::npos) return 1000;
  const auto parameter = trim(element.substr(semicolon + 1));
  if (!ascii_iequal(parameter.substr(0, 2), "q=")) return std::nullopt;
  return weight_of(parameter.substr(2));
}

}  // namespace

std::string brotli(std::string_view content) {
  std::string out(BrotliEncoderMaxCompressedSize(content.size()), '\0');
  auto size = out.size();
  const auto done =
      BrotliEncoderCompress(9, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, content.size(),
                            reinterpret_cast<const std::uint8_t*>(content.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data()));
  if (done != BROTLI_TRUE) throw std::runtime_error("Brotli failed");
  out.resize(size);
  return out;
}

std::string gzip(std::string_view content) {
  z_stream stream{};
  constexpr int gzip_format = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_format, 9, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::runtime_error("zlib failed");
  std::string out(deflateBound(&stream, content.size()), '\0');
  std::string in(content);  // zlib's input is not const
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const auto result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib failed");
  return out;
}

int preference(std::string_view accept_encoding, std::string_view coding) noexcept {
  std::optional<int> others;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const auto element = trim(accept_encoding.substr(0, comma));
    accept_encoding.remove_prefix(comma == std::string_view::npos ? accept_encoding.size()
                                                                  : comma + 1);
    const auto name = trim(element.substr(0, element.find(';')));
    const auto weight = weight_of_element(element);
    if (!weight) continue;
    if (ascii_iequal(name, coding)) return *weight;
    if (name == "*") others = weight;
  }
  return others.value_or(coding == "identity" ? 1 : 0);
}

}  // namespace gatehouse::http
