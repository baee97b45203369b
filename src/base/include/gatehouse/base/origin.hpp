// Where a request came from: written beside everything that it causes.
#pragma once

#include <string>

#include <gatehouse/base/ip_address.hpp>

namespace gatehouse {

struct Origin {
  IpAddress ip_address;
  std::string user_agent;  ///< at most 512 bytes
  std::string request_id;
};

}  // namespace gatehouse
