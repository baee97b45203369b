// Which errors a route can answer with.
#pragma once

#include <vector>

#include <gatehouse/platform/api/route.hpp>

namespace gatehouse::api {

/// The route's own and those of the pipeline's steps that it passes, each once, in the catalogue's order.
std::vector<ErrorCode> possible_errors(const RouteInfo& route);

}  // namespace gatehouse::api
