#include <gatehouse/platform/http/client_address.hpp>

#include <algorithm>

#include <gatehouse/base/text.hpp>

namespace gatehouse::http {

IpAddress client_address(const IpAddress& peer, std::string_view forwarded_for,
                         std::span<const IpNetwork> trusted_proxies) noexcept {
  constexpr int max_entries = 32;
  const auto is_trusted = [&](const IpAddress& address) {
    return std::ranges::any_of(trusted_proxies,
                               [&](const auto& network) { return network.contains(address); });
  };
  auto sender = peer;
  for (int i = 0; i < max_entries && !forwarded_for.empty() && is_trusted(sender); ++i) {
    const auto comma = forwarded_for.rfind(',');
    const bool last = comma == std::string_view::npos;
    const auto entry =
        IpAddress::parse(trim(last ? forwarded_for : forwarded_for.substr(comma + 1)));
    if (!entry) break;
    sender = *entry;
    forwarded_for = last ? std::string_view{} : forwarded_for.substr(0, comma);
  }
  return sender;
}

}  // namespace gatehouse::http
