// QR codes (ISO/IEC 18004) as pictures: error correction level M, black on white with the quiet zone of 4 modules that
// scanners need on a dark page.
//
// A picture of a secret is that secret: keep it out of logs and caches.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::qr_code {

inline constexpr std::size_t max_text_bytes = 512;
inline constexpr int max_scale = 16;

/// An SVG document whose viewBox has one unit a module; it fills the place it is given. The dark modules are one path.
/// No script, no style and no reference: it may stand inline or in a data: URL under a strict Content-Security-Policy.
/// `text` is encoded byte by byte. Empty unless it has 1 to max_text_bytes bytes.
std::string svg(std::string_view text);

/// A PNG file, square, with `scale` pixels for the side of a module. Empty unless `text` has 1 to max_text_bytes bytes
/// and `scale` is 1 to max_scale.
std::string png(std::string_view text, int scale);

}  // namespace gatehouse::qr_code
