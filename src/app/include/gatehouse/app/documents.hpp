// The generated documents.
#pragma once

#include <span>
#include <string>

#include <gatehouse/platform/api/route.hpp>

namespace gatehouse::app {

/// The OpenAPI 3.1 document of these routes.
std::string openapi_document(std::span<const api::RouteInfo> routes);

/// The same of the routes that production serves, without a running service.
std::string openapi_document();

}  // namespace gatehouse::app
