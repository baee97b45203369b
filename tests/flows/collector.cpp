#include "collector.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace gatehouse::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

// Reads a request as opentelemetry-proto and its JSON mapping describe it; throws with a sentence otherwise.
class Reader {
 public:
  static std::vector<CollectedSpan> read(const std::string& body) {
    std::vector<CollectedSpan> spans;
    for (const auto& resource : list(json::parse(body).as_object(), "resourceSpans")) {
      check_resource(resource.as_object());
      for (const auto& scope : list(resource.as_object(), "scopeSpans")) {
        text(scope.as_object().at("scope").as_object(), "name");
        for (const auto& span : list(scope.as_object(), "spans"))
          spans.push_back(read_span(span.as_object()));
      }
    }
    return spans;
  }

 private:
  static void require(bool holds, const std::string& sentence) {
    if (!holds) throw std::runtime_error(sentence);
  }

  static json::array list(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    require(value != nullptr && value->is_array(), "no list " + std::string(name));
    return value->get_array();
  }

  static std::string text(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    require(value != nullptr && value->is_string() && !value->get_string().empty(),
            "no text " + std::string(name));
    return std::string(value->get_string());
  }

  static std::string hex(const json::object& in, std::string_view name, std::size_t digits) {
    const auto value = text(in, name);
    require(value.size() == digits &&
                value.find_first_not_of("0123456789abcdef") == std::string::npos &&
                value.find_first_not_of('0') != std::string::npos,
            std::string(name) + " is not an id: " + value);
    return value;
  }

  // fixed64 and int64 are decimal text in JSON.
  static std::uint64_t number(const json::object& in, std::string_view name) {
    const auto value = text(in, name);
    require(value.find_first_not_of("0123456789") == std::string::npos,
            std::string(name) + " is not a number as text: " + value);
    return std::stoull(value);
  }

  static std::map<std::string, std::string> attributes(const json::object& in) {
    std::map<std::string, std::string> found;
    for (const auto& item : list(in, "attributes")) {
      const auto& attribute = item.as_object();
      const auto& value = attribute.at("value").as_object();
      require(value.size() == 1, "an AnyValue holds one value");
      const auto& [kind, content] = *value.begin();
      require(kind == "stringValue" || kind == "intValue", "a value of kind " + std::string(kind));
      if (kind == "intValue") number(value, "intValue");
      const bool is_new =
          found.emplace(text(attribute, "key"), std::string(content.as_string())).second;
      require(is_new, "an attribute that is there twice");
    }
    return found;
  }

  static void check_resource(const json::object& in) {
    const auto found = attributes(in.at("resource").as_object());
    require(found.at("service.name") == "gatehouse", "service.name");
    require(!found.at("service.version").empty(), "service.version");
    require(found.at("service.instance.id").size() >= 32, "service.instance.id");
  }

  static CollectedSpan read_span(const json::object& in) {
    for (const auto& member : in)
      require(known(member.key()), "unknown " + std::string(member.key()));
    CollectedSpan span{.trace_id = hex(in, "traceId", 32), .id = hex(in, "spanId", 16)};
    if (in.contains("parentSpanId")) span.parent_id = hex(in, "parentSpanId", 16);
    if (in.contains("traceState")) span.trace_state = text(in, "traceState");
    span.name = text(in, "name");
    span.kind = in.at("kind").as_int64();
    require(span.kind >= 1 && span.kind <= 5, "kind");
    require((in.at("flags").as_int64() & 1) == 1, "flags of a sampled span");
    span.begin = number(in, "startTimeUnixNano");
    span.end = number(in, "endTimeUnixNano");
    require(span.begin > 0 && span.begin <= span.end, "times");
    span.attributes = attributes(in);
    if (const auto* status = in.if_contains("status")) {
      const auto code = status->as_object().at("code").as_int64();
      require(code >= 0 && code <= 2, "status");
      span.failed = code == 2;
    }
    return span;
  }

  static bool known(std::string_view name) {
    constexpr std::array<std::string_view, 15> names{"traceId",
                                                     "spanId",
                                                     "traceState",
                                                     "parentSpanId",
                                                     "flags",
                                                     "name",
                                                     "kind",
                                                     "startTimeUnixNano",
                                                     "attributes",
                                                     "endTimeUnixNano",
                                                     "events",
                                                     "links",
                                                     "status",
                                                     "droppedLinksCount",
                                                     "droppedAttributesCount"};
    return std::ranges::find(names, name) != names.end();
  }
};

}  // namespace

Collector::Collector()
    : guard_(boost::asio::make_work_guard(context_)),
      server_(context_, {}, std::make_shared<http::ConnectionCounter>(http::ServerLimits{}),
              [this](http::Request& request) { return take(request); }),
      port_(server_.listen({.address = *IpAddress::parse("127.0.0.1"),
                            .port = 0,
                            .tls = nullptr,
                            .trusted_proxies = {}})),
      thread_([this] { context_.run(); }) {}

Collector::~Collector() {
  context_.stop();
  thread_.join();
}

std::vector<CollectedSpan> Collector::spans() {
  const std::lock_guard lock(mutex_);
  return spans_;
}

std::vector<CollectedSpan> Collector::spans_named(const std::string& name, std::size_t count) {
  for (int i = 0;; ++i) {
    auto found = spans();
    std::erase_if(found, [&](const auto& span) { return span.name != name; });
    if (found.size() >= count || i == 1000) return found;
    std::this_thread::sleep_for(10ms);
  }
}

std::vector<std::string> Collector::problems() {
  const std::lock_guard lock(mutex_);
  return problems_;
}

std::string Collector::everything() {
  const std::lock_guard lock(mutex_);
  return bodies_;
}

Task<http::Response> Collector::take(http::Request& request) {
  ++requests_;
  http::Response response{.status = status_};
  const std::lock_guard lock(mutex_);
  bodies_ += request.body;
  if (request.method != "POST" || request.path != "/v1/traces" ||
      request.header("content-type") != "application/json") {
    problems_.push_back(request.method + " " + request.target);
  }
  try {
    const auto taken = Reader::read(request.body);
    if (response.status == 200) spans_.insert(spans_.end(), taken.begin(), taken.end());
  } catch (const std::exception& error) {
    problems_.emplace_back(error.what());
  }
  response.headers = {{"Content-Type", "application/json"}};
  response.body = "{}";
  co_return response;
}

}  // namespace gatehouse::test
