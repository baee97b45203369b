// Outgoing requests as part of the trace of the request that they are made for.
#pragma once

#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/telemetry/tracer.hpp>

namespace gatehouse::http {

/// Describes the call to `span` when it is recorded, and hands the trace on: traceparent and tracestate, to
/// destinations that operators configured. Strangers are told nothing about who called before.
void join_trace(ClientRequest& request, telemetry::ChildSpan& span);

/// The host of a URL, without user, port, path and query, which may hold secrets.
std::string_view host_of(std::string_view url) noexcept;

}  // namespace gatehouse::http
