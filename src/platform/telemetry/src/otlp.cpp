#include <gatehouse/platform/telemetry/otlp.hpp>

#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace gatehouse::telemetry {
namespace {

namespace json = boost::json;

// The flags of a span (opentelemetry/proto/trace/v1): the W3C flags, and whether the parent is remote.
constexpr int flag_sampled = 0x001;
constexpr int flag_knows_remote = 0x100;
constexpr int flag_is_remote = 0x200;
constexpr int status_error = 2;

json::object text_attribute(std::string_view key, std::string_view value) {
  return {{"key", key}, {"value", {{"stringValue", value}}}};
}

json::object to_json(const Attribute& attribute) {
  if (const auto* text = std::get_if<std::string>(&attribute.value))
    return text_attribute(attribute.name, *text);
  const auto number = std::to_string(std::get<std::int64_t>(attribute.value));
  return {{"key", attribute.name}, {"value", {{"intValue", number}}}};
}

json::object to_json(const Span& span) {
  json::object out{{"traceId", to_hex(span.trace.trace_id)},
                   {"spanId", to_hex(span.trace.span_id)}};
  if (span.trace.has_parent()) out["parentSpanId"] = to_hex(span.trace.parent_id);
  if (span.trace.state) out["traceState"] = *span.trace.state;
  out["flags"] = flag_sampled | flag_knows_remote | (span.remote_parent ? flag_is_remote : 0);
  out["name"] = span.name;
  out["kind"] = static_cast<int>(span.kind);
  out["startTimeUnixNano"] = std::to_string(span.begin.count());
  out["endTimeUnixNano"] = std::to_string((span.begin + span.duration).count());
  json::array attributes;
  for (const auto& attribute : span.attributes) attributes.push_back(to_json(attribute));
  out["attributes"] = std::move(attributes);
  if (span.failed) out["status"] = json::object{{"code", status_error}};
  return out;
}

}  // namespace

std::string to_otlp_json(const Resource& resource, std::span<const Span> spans) {
  json::array list;
  for (const auto& span : spans) list.push_back(to_json(span));
  const json::object scope{{"name", resource.name}, {"version", resource.version}};
  const json::array attributes{text_attribute("service.name", resource.name),
                               text_attribute("service.version", resource.version),
                               text_attribute("service.instance.id", resource.instance)};
  json::object scope_spans{{"scope", scope}, {"spans", std::move(list)}};
  json::object resource_spans{{"resource", {{"attributes", attributes}}},
                              {"scopeSpans", json::array{std::move(scope_spans)}}};
  return json::serialize(json::object{{"resourceSpans", json::array{std::move(resource_spans)}}});
}

std::uint64_t rejected_spans(std::string_view response) {
  boost::system::error_code error;
  const auto body = json::parse(response, error);
  if (error) return 0;
  const auto* rejected = body.find_pointer("/partialSuccess/rejectedSpans", error);
  if (rejected == nullptr) return 0;
  if (const auto* number = rejected->if_int64())
    return *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
  const auto* text = rejected->if_string();
  if (text == nullptr) return 0;
  std::uint64_t count = 0;
  std::from_chars(text->data(), text->data() + text->size(), count);
  return count;
}

}  // namespace gatehouse::telemetry
