#include <algorithm>

#include "steps.hpp"

namespace gatehouse::api {
namespace {

// One subscriber has at least a /64 of IPv6 to choose addresses from.
IpAddress countable(IpAddress address) {
  if (address.v6) std::fill(address.bytes.begin() + 8, address.bytes.end(), std::uint8_t{0});
  return address;
}

}  // namespace

std::string limit_key(const Limit& limit, const Context& context) {
  std::string key{context.route().route.operation_id};
  switch (limit.key) {
    case LimitKey::address:
      return key + "|a|" + countable(context.client()).text();
    case LimitKey::network:
      return key + "|n|" + IpNetwork::around(context.client()).text();
    case LimitKey::account:
      break;
  }
  const auto* principal = context.principal_or_null();
  return principal == nullptr ? std::string{} : key + "|u|" + principal->account.text();
}

}  // namespace gatehouse::api
