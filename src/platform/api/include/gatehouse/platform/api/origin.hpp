// Where a request came from, for the journal.
#pragma once

#include <gatehouse/base/origin.hpp>
#include <gatehouse/platform/api/context.hpp>

namespace gatehouse::api {

inline Origin origin_of(const Context& context) {
  return {.ip_address = context.client(),
          .user_agent = std::string(context.user_agent()),
          .request_id = context.request_id()};
}

}  // namespace gatehouse::api
