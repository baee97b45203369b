// The span of a request.
#pragma once

#include <gatehouse/platform/api/observer.hpp>
#include <gatehouse/platform/telemetry/tracer.hpp>

namespace gatehouse::app {

/// Named by the operation, with attributes of the semantic conventions for HTTP servers. The client is told by its
/// network only (see IpNetwork::around); path, query, headers and body are left out: they can hold secrets and persons.
/// `clock_offset` is the activity's.
telemetry::Span request_span(const api::Exchange& exchange, std::chrono::nanoseconds clock_offset);

}  // namespace gatehouse::app
