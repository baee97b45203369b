#include <gatehouse/platform/api/cookies.hpp>

#include <algorithm>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::api {
namespace {

// RFC 6265 section 4.1.1: visible ASCII but for quotes, comma, semicolon and backslash.
bool is_cookie_octet(char c) noexcept {
  return c > 0x20 && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool is_cookie_value(std::string_view value) noexcept {
  return std::ranges::all_of(value, is_cookie_octet);
}

}  // namespace

std::optional<std::string_view> find_cookie(std::string_view header,
                                            std::string_view name) noexcept {
  std::optional<std::string_view> found;
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const auto pair = trim(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    if (!pair.starts_with(name) || pair.size() == name.size() || pair[name.size()] != '=') continue;
    // A second cookie of this name was planted for another path or domain: neither can be trusted.
    if (found) return std::nullopt;
    found = pair.substr(name.size() + 1);
  }
  if (found && !is_cookie_value(*found)) return std::nullopt;
  return found;
}

std::string format_host_cookie(std::string_view name, std::string_view value,
                               const CookieOptions& options) {
  GH_ASSERT(name.starts_with("__Host-"));
  GH_ASSERT(is_cookie_value(name) && name.find('=') == std::string_view::npos);
  GH_ASSERT(is_cookie_value(value));
  std::string cookie;
  cookie.append(name).append("=").append(value).append("; Path=/; Secure");
  if (options.http_only) cookie += "; HttpOnly";
  cookie += options.same_site == SameSite::lax ? "; SameSite=Lax" : "; SameSite=Strict";
  if (options.max_age) cookie += "; Max-Age=" + std::to_string(options.max_age->count());
  return cookie;
}

}  // namespace gatehouse::api
