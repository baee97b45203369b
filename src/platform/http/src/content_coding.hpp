// Content codings (RFC 9110 section 8.4.1): making them and choosing among them.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::http {

/// As small as Brotli makes it quickly (RFC 7932, quality 9).
std::string brotli(std::string_view content);

/// As small as gzip makes it (RFC 1952).
std::string gzip(std::string_view content);

/// How much the client of this Accept-Encoding likes a coding ("br", "gzip", "identity"), from 0 (not at all) to 1000.
/// A coding that is not named and not refused is 0, but "identity" is 1: always better than nothing. An element that is
/// no proper one is passed over.
int preference(std::string_view accept_encoding, std::string_view coding) noexcept;

}  // namespace gatehouse::http
