#include <gatehouse/platform/http/countable.hpp>

#include "steps.hpp"

namespace gatehouse::api {

std::string limit_key(const Limit& limit, const Context& context) {
  std::string key{context.route().route.operation_id};
  switch (limit.key) {
    case LimitKey::address:
      return key + "|a|" + http::countable(context.client()).text();
    case LimitKey::network:
      return key + "|n|" + IpNetwork::around(context.client()).text();
    case LimitKey::account:
      break;
  }
  const auto* principal = context.principal_or_null();
  return principal == nullptr ? std::string{} : key + "|u|" + principal->account.text();
}

}  // namespace gatehouse::api
