#include "request_span.hpp"

#include <algorithm>
#include <array>

namespace gatehouse::app {
namespace {

// Whoever calls may invent methods; a span has a bounded number of them.
std::string known_method(std::string_view method) {
  constexpr std::array<std::string_view, 7> known{"GET",    "HEAD",  "POST",   "PUT",
                                                  "DELETE", "PATCH", "OPTIONS"};
  return std::string(std::ranges::find(known, method) != known.end() ? method : "_OTHER");
}

}  // namespace

telemetry::Span request_span(const api::Exchange& exchange, std::chrono::nanoseconds clock_offset) {
  const auto& context = exchange.context;
  telemetry::Span span{.trace = context.trace(),
                       .kind = telemetry::SpanKind::server,
                       .remote_parent = context.trace().has_parent(),
                       .failed = exchange.status >= 500,
                       .name = "none",
                       .begin = exchange.begun.time_since_epoch() + clock_offset,
                       .duration = exchange.duration};
  span.attributes = {{"http.request.method", known_method(exchange.method)},
                     {"http.response.status_code", exchange.status},
                     {"client.address", IpNetwork::around(context.client()).text()},
                     {"gatehouse.request_id", context.request_id()}};
  if (exchange.route != nullptr) {
    span.name = exchange.route->route.operation_id;
    span.attributes.push_back({"http.route", std::string(exchange.route->route.path)});
  }
  if (!exchange.error_code.empty())
    span.attributes.push_back({"error.type", std::string(exchange.error_code)});
  return span;
}

}  // namespace gatehouse::app
