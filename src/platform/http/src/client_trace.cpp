#include "client_trace.hpp"

#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::http {

void join_trace(ClientRequest& request, telemetry::ChildSpan& span) {
  const auto& activity = telemetry::current_activity();
  if (!activity.is_request()) return;
  const bool configured = request.destination == Destination::configured;
  if (span) {
    auto& recorded = span.span();
    recorded.name = request.method;
    recorded.attributes.push_back({"http.request.method", request.method});
    if (configured) {
      recorded.attributes.push_back({"server.address", std::string(host_of(request.url))});
    }
  }
  if (!configured) return;
  const auto& trace = span ? span.span().trace : activity.trace;
  request.headers.emplace_back("traceparent", trace.traceparent());
  if (trace.state) request.headers.emplace_back("tracestate", *trace.state);
}

std::string_view host_of(std::string_view url) noexcept {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

}  // namespace gatehouse::http
