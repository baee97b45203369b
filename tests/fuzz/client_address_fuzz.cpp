// Whatever stands in X-Forwarded-For, the answer is an address, and never a trusted one unless the walk ended there.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/http/client_address.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatehouse;
  static const std::vector<IpNetwork> trusted{*IpNetwork::parse("10.0.0.0/8")};
  static const auto stranger = *IpAddress::parse("192.0.2.1");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  GH_ASSERT(http::client_address(stranger, text, trusted) == stranger);
  http::client_address(*IpAddress::parse("10.0.0.1"), text, trusted);
  return 0;
}
