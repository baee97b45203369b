// OTLP 1.x over HTTP with JSON: the body of POST {endpoint}/v1/traces.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <gatehouse/platform/telemetry/tracer.hpp>

namespace gatehouse::telemetry {

/// Who made the spans (the resource attributes service.*).
struct Resource {
  std::string name;
  std::string version;
  std::string instance;  ///< different for each process
};

/// An ExportTraceServiceRequest in the JSON mapping of OTLP: ids in hexadecimal, 64-bit numbers as text.
std::string to_otlp_json(const Resource& resource, std::span<const Span> spans);

/// How many spans an ExportTraceServiceResponse says were refused; 0 when it says nothing that can be understood.
std::uint64_t rejected_spans(std::string_view response);

}  // namespace gatehouse::telemetry
