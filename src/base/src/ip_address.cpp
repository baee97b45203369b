#include <gatehouse/base/ip_address.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <span>

#include <arpa/inet.h>

namespace gatehouse {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool same_bits(const IpAddress& a, const IpAddress& b, int bits) noexcept {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  b.bytes.begin())) {
    return false;
  }
  const int rest = bits % 8;
  return rest == 0 || ((a.bytes[whole] ^ b.bytes[whole]) >> (8 - rest)) == 0;
}

IpAddress masked(IpAddress address, int prefix) noexcept {
  const int size = address.v6 ? 128 : 32;
  for (int bit = prefix; bit < size; ++bit) {
    address.bytes[static_cast<std::size_t>(bit / 8)] &=
        static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  }
  return address;
}

bool in_any(const IpAddress& address, std::span<const std::string_view> networks) noexcept {
  return std::ranges::any_of(
      networks, [&](std::string_view text) { return IpNetwork::parse(text)->contains(address); });
}

// RFC 6890 and the IANA special-purpose registries.
constexpr std::string_view special_v4[] = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4"};
constexpr std::string_view global_unicast_v6 = "2000::/3";
constexpr std::string_view special_v6[] = {"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"};

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) noexcept {
  char buffer[INET6_ADDRSTRLEN + 1];
  if (text.size() >= sizeof buffer || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  *std::ranges::copy(text, buffer).out = '\0';
  IpAddress address;
  if (inet_pton(AF_INET, buffer, address.bytes.data()) == 1) return address;
  if (inet_pton(AF_INET6, buffer, address.bytes.data()) != 1) return std::nullopt;
  address.v6 = true;
  if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin())) {
    IpAddress v4;
    std::copy_n(address.bytes.begin() + 12, 4, v4.bytes.begin());
    return v4;
  }
  return address;
}

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN];
  inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), buffer, sizeof buffer);
  return buffer;
}

bool IpAddress::is_special_purpose() const noexcept {
  if (!v6) return in_any(*this, special_v4);
  return !IpNetwork::parse(global_unicast_v6)->contains(*this) || in_any(*this, special_v6);
}

bool IpAddress::is_loopback() const noexcept {
  if (!v6) return bytes[0] == 127;
  return std::all_of(bytes.begin(), bytes.begin() + 15, [](auto b) { return b == 0; }) &&
         bytes[15] == 1;
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) noexcept {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  int prefix = address->v6 ? 128 : 32;
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    int value = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || value < 0 ||
        value > prefix) {
      return std::nullopt;
    }
    prefix = value;
  }
  if (masked(*address, prefix) != *address) return std::nullopt;
  return IpNetwork{*address, prefix};
}

IpNetwork IpNetwork::around(const IpAddress& address) noexcept {
  const int prefix = address.v6 ? 56 : 24;
  return {masked(address, prefix), prefix};
}

bool IpNetwork::contains(const IpAddress& other) const noexcept {
  return address.v6 == other.v6 && same_bits(address, other, prefix);
}

std::string IpNetwork::text() const { return address.text() + "/" + std::to_string(prefix); }

}  // namespace gatehouse
