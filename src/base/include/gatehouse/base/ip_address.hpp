// IPv4 and IPv6 addresses and networks as values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// An IP address. An IPv4-mapped IPv6 address (::ffff:a.b.c.d) is read as the IPv4 address it stands for.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};  ///< the first four for IPv4
  bool v6 = false;

  auto operator<=>(const IpAddress&) const = default;

  /// Without brackets, port or zone; empty for anything else.
  static std::optional<IpAddress> parse(std::string_view text) noexcept;
  std::string text() const;

  /// True unless the address is reachable on the public Internet: loopback, private, link-local, carrier NAT,
  /// multicast, documentation, reserved and the IPv6 ranges that embed such an IPv4 address (RFC 6890).
  bool is_special_purpose() const noexcept;
  bool is_loopback() const noexcept;
};

/// A range of addresses: 10.0.0.0/8, 2001:db8::/32. A single address is a range of one.
struct IpNetwork {
  IpAddress address;
  int prefix = 0;

  auto operator<=>(const IpNetwork&) const = default;

  /// Empty for anything else, also when bits beyond the prefix are set.
  static std::optional<IpNetwork> parse(std::string_view text) noexcept;
  /// The network of `address` that one subscriber usually has: /24 for IPv4, /56 for IPv6. Throttles count by it.
  static IpNetwork around(const IpAddress& address) noexcept;
  bool contains(const IpAddress& other) const noexcept;
  std::string text() const;
};

}  // namespace gatehouse
