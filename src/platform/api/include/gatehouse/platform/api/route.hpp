// A route, declared once: from it come the routing, decoding, access and limits, the OpenAPI
// document and the bad-input tests.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/api/access.hpp>
#include <gatehouse/platform/api/limits.hpp>
#include <gatehouse/platform/api/shape.hpp>

namespace gatehouse::http {
struct Response;
}

namespace gatehouse::api {

class Context;

/// HEAD is answered by GET's route and OPTIONS by the router.
enum class Method { get, post, put, patch, delete_ };

/// "GET", "DELETE" …
std::string_view method_name(Method method) noexcept;

/// How the members of the request struct that are not in the path arrive. GET and DELETE always use
/// the query.
enum class Body {
  json,  ///< application/json
  form,  ///< application/x-www-form-urlencoded (OAuth)
};

/// Turns an Error into an answer where a standard has its own form (OAuth, SCIM). It sets status
/// and body; the pipeline adds WWW-Authenticate, Retry-After and the security headers.
using ErrorWriter = http::Response (*)(const Context&, const Error&);

/// All texts are literals.
struct Route {
  Method method;
  std::string_view path;  ///< "/v1/me/sessions/{id}": a parameter fills a whole segment
  std::string_view
      operation_id;          ///< camelCase verb and noun, unique: OpenAPI, metrics, client function
  std::string_view summary;  ///< one line
  Access access;             ///< mandatory: anonymous(), signed_in() …
  std::string_view tag{};    ///< the group in the documentation
  std::string_view description{};
  std::vector<Limit> limits{};  ///< all must grant the request
  std::vector<ErrorCode>
      errors{};  ///< that the handler itself can give; the pipeline's own are added in the document
  int status = 0;  ///< of success; 0: 200, or 204 for Empty
  Body body = Body::json;
  std::size_t max_body = 64 * 1024;  ///< bytes; more is 413
  /// See Context::deadline.
  std::chrono::milliseconds deadline{10'000};
  ErrorWriter write_error = nullptr;  ///< null: problem+json
  std::string_view content_type{};    ///< documentation only, of an http::Response that is not JSON
  std::string_view example{};         ///< request body as JSON text
  std::string_view response_example{};
};

/// A route as it stands in the table.
struct RouteInfo {
  Route route;
  const Shape* input = nullptr;   ///< null: the handler takes none
  const Shape* output = nullptr;  ///< null: Empty, or a raw http::Response
  std::vector<std::string_view> path_parameters;

  int status() const noexcept;
  /// True when members beside the path's come from the query.
  bool uses_query() const noexcept {
    return route.method == Method::get || route.method == Method::delete_;
  }
  bool is_path_parameter(std::string_view name) const noexcept;
};

}  // namespace gatehouse::api
