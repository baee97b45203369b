// Whatever stands in X-Forwarded-For, a stranger is the client, and behind a proxy the walk ends where a second,
// simpler reader of the list ends it.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/http/client_address.hpp>

namespace {

using namespace gatehouse;

const std::vector<IpNetwork>& trusted() {
  static const std::vector<IpNetwork> networks{*IpNetwork::parse("10.0.0.0/8"),
                                               *IpNetwork::parse("fd00::/8")};
  return networks;
}

bool is_trusted(const IpAddress& address) {
  for (const auto& network : trusted()) {
    if (network.contains(address)) return true;
  }
  return false;
}

bool is_end_of_walk(std::string_view text, const IpAddress& proxy, const IpAddress& answer) {
  if (text.empty()) return answer == proxy;
  const auto entries = split(text, ',');
  auto seen = proxy;
  std::size_t walked = 0;
  while (is_trusted(seen) && walked < entries.size() && walked < 32) {
    const auto entry = IpAddress::parse(trim(entries[entries.size() - 1 - walked]));
    if (!entry) break;
    seen = *entry;
    ++walked;
  }
  return seen == answer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto stranger = *IpAddress::parse("192.0.2.1");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  GH_ASSERT(http::client_address(stranger, text, trusted()) == stranger);
  for (const auto* proxy : {"10.0.0.1", "fd00::1", "::ffff:10.0.0.1"}) {
    const auto peer = *IpAddress::parse(proxy);
    GH_ASSERT(is_end_of_walk(text, peer, http::client_address(peer, text, trusted())));
  }
  return 0;
}
