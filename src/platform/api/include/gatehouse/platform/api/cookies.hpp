// Cookies (RFC 6265bis): a strict reader and a writer for __Host- cookies.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::api {

/// The value of the cookie `name` in a Cookie header. Empty when it is absent, sent twice with this
/// name, or when any byte of its value is not a cookie-octet (RFC 6265 section 4.1.1). Other
/// cookies may hold anything.
std::optional<std::string_view> find_cookie(std::string_view header,
                                            std::string_view name) noexcept;

enum class SameSite { lax, strict };

struct CookieOptions {
  std::optional<std::chrono::seconds>
      max_age{};          ///< absent: until the browser closes; zero: forget it now
  bool http_only = true;  ///< hidden from scripts
  SameSite same_site = SameSite::lax;
};

/// The value of a Set-Cookie header with Secure and Path=/ and without Domain, as the __Host-
/// prefix demands. Asserts that `name` starts with "__Host-" and that the value consists of
/// cookie-octets.
std::string format_host_cookie(std::string_view name, std::string_view value,
                               const CookieOptions& options = {});

}  // namespace gatehouse::api
