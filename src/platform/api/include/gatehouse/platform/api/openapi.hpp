// Documents generated from the tables of the program: committed in api/, served, and read by the
// client generator.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <gatehouse/platform/api/route.hpp>

namespace gatehouse::api {

struct ApiInfo {
  std::string_view title = "Gatehouse";
  std::string_view version;
  std::string_view description{};
  std::string_view server_url = "/";
  std::string_view session_cookie = "__Host-gatehouse";
};

/// The OpenAPI 3.1 document of the routes, indented by two spaces, in the order of the table; equal
/// tables give equal bytes. Throws std::logic_error when two different types have one component
/// name.
std::string openapi_document(std::span<const RouteInfo> routes, const ApiInfo& info);

/// The error catalogue as JSON: [{"code","status","title"}…], indented by two spaces.
std::string errors_document();

}  // namespace gatehouse::api
