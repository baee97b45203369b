// The bad-input matrix: for each route, requests that break one rule each, and the answer they must
// get. A test sends them over HTTP with credentials that satisfy the route's access, so each new
// route is covered without a line of test code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/platform/api/route.hpp>

namespace gatehouse::api {

struct BadInput {
  std::string name;  ///< "startRegistration: /email has the wrong type"
  std::string_view method;
  std::string target;        ///< path and query
  std::string content_type;  ///< empty: no body
  std::string body;
  int status;             ///< that must be answered
  std::string_view code;  ///< of the problem
  std::string pointer{};  ///< that must be among the violations; empty: none is demanded
};

/// Every case that the rules of the route's input imply. Empty when the route takes no input.
std::vector<BadInput> bad_inputs(const RouteInfo& route);

/// A request of the route that its rules accept (its ids name nothing that exists): body or query
/// as the route takes it.
struct SampleRequest {
  std::string target;
  std::string body;
};
SampleRequest sample_request(const RouteInfo& route);

}  // namespace gatehouse::api
