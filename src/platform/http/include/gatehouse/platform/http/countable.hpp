// What caps and limits count clients by.
#pragma once

#include <algorithm>

#include <gatehouse/base/ip_address.hpp>

namespace gatehouse::http {

/// Of IPv4 the address, of IPv6 its /64: one subscriber has at least that to choose addresses from.
inline IpAddress countable(IpAddress address) noexcept {
  if (address.v6) std::fill(address.bytes.begin() + 8, address.bytes.end(), std::uint8_t{0});
  return address;
}

}  // namespace gatehouse::http
