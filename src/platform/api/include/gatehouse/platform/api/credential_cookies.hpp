// How long-lived credentials travel between the service and pages of its own: as __Host- cookies that no script reads
// and that only requests of this site carry. Every other client gets and sends the values themselves, in bodies.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/platform/api/context.hpp>

namespace gatehouse::api {

inline constexpr std::string_view refresh_cookie = "__Host-gatehouse-refresh";
inline constexpr std::string_view device_cookie = "__Host-gatehouse-device";
/// The longest that browsers keep a cookie (RFC 6265bis section 5.5).
inline constexpr std::chrono::days device_cookie_lifetime{400};

/// For a page of this site (Context::from_own_page), moves `credential` into a cookie that lives for `lifetime` and
/// leaves it empty. For any other client, and when it is empty already, does nothing.
void hand_out(Context& context, std::string_view cookie, std::optional<std::string>& credential,
              std::chrono::seconds lifetime);

/// The value of `cookie` when a page of this site sends it; empty for any other client, whatever it sends.
std::optional<std::string> handed_in(const Context& context, std::string_view cookie);

/// The names of the cookies that a page of this site sends and that begin with `prefix`, without it, in their order and
/// as they came; none for any other client.
std::vector<std::string> handed_in_names(const Context& context, std::string_view prefix);

/// Makes a page of this site forget `cookie`; nothing for any other client.
void take_back(Context& context, std::string_view cookie);

}  // namespace gatehouse::api
