// Who sent a request that came through proxies.
#pragma once

#include <span>
#include <string_view>

#include <gatehouse/base/ip_address.hpp>

namespace gatehouse::http {

/// Walks X-Forwarded-For from the right while the sender is a trusted proxy, and returns the first address that is not
/// one. Whatever stands left of it was written by somebody who is not trusted. An entry that is no address ends the
/// walk at the proxy that sent it; at most 32 entries are walked.
IpAddress client_address(const IpAddress& peer, std::string_view forwarded_for,
                         std::span<const IpNetwork> trusted_proxies) noexcept;

}  // namespace gatehouse::http
