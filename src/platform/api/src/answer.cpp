#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/api/problem.hpp>

#include "pipeline.hpp"
#include "steps.hpp"

namespace gatehouse::api {
namespace {

// "GET, HEAD, OPTIONS": RFC 9110 section 10.2.1.
std::string allowed(const Methods& methods) {
  std::string list;
  for (std::size_t i = 0; i < methods.size(); ++i) {
    if (methods[i] == no_route) continue;
    list += std::string(method_name(static_cast<Method>(i))) + ", ";
    if (static_cast<Method>(i) == Method::get) list += "HEAD, ";
  }
  return list + "OPTIONS";
}

}  // namespace

http::Response Pipeline::unrouted(const Methods* methods, Context& context) const {
  if (methods == nullptr) return problem(Error{ErrorCode::not_found}, context.request_id());
  const bool asked = context.request().method == "OPTIONS";
  http::Response response;
  if (asked) {
    response.status = 204;
  } else {
    response = problem(Error{ErrorCode::method_not_allowed}, context.request_id());
  }
  response.set_header("Allow", allowed(*methods));
  return response;
}

http::Response Pipeline::refuse(const Context& context, const Error& error) const {
  const auto& route = context.route().route;
  http::Response response;
  if (route.write_error != nullptr) {
    response = route.write_error(context, error);
    if (error.retry_after) {
      response.set_header("Retry-After", std::to_string(error.retry_after->count()));
    }
  } else {
    response = problem(error, context.request_id());
  }
  if (auto text = challenge(error, route.access); !text.empty()) {
    response.set_header("WWW-Authenticate", std::move(text));
  }
  return response;
}

// Headers of every answer that is not a page. What the handler set stands.
void Pipeline::finish(const Context& context, http::Response& response) const {
  const auto set_default = [&](std::string_view name, std::string_view value) {
    if (response.header(name).empty()) response.set_header(name, std::string(value));
  };
  for (const auto& [name, value] : context.headers_) {
    if (ascii_iequal(name, "Set-Cookie")) {
      response.add_header(name, value);
    } else {
      response.set_header(name, value);
    }
  }
  set_default("X-Request-Id", context.request_id());
  set_default("Cache-Control", "no-store");
  set_default("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  set_default("Referrer-Policy", "no-referrer");
  set_default("X-Content-Type-Options", "nosniff");
  if (https_) set_default("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace gatehouse::api
