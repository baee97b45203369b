#include <gatehouse/platform/api/bad_input.hpp>

#include <boost/json/serialize.hpp>

#include "sample.hpp"
#include "urlencoded.hpp"

namespace gatehouse::api {
namespace {

namespace json = boost::json;

constexpr std::string_view json_type = "application/json";

// The path with a valid value for each parameter but `bad`, which becomes a text that is none.
std::string path_with(const RouteInfo& info, std::string_view bad = {}) {
  std::string path;
  std::string_view rest = info.route.path;
  for (const auto name : info.path_parameters) {
    const auto open = rest.find('{');
    path += rest.substr(0, open);
    rest.remove_prefix(rest.find('}') + 1);
    const auto* member = info.input == nullptr ? nullptr : find_member(*info.input, name);
    path += name == bad         ? "no_such_value"
            : member == nullptr ? "sample"
                                : percent_encode(sample_text(member->shape(), member->field));
  }
  return path += rest;
}

Shape without_path_members(const RouteInfo& info) {
  auto shape = *info.input;
  std::erase_if(shape.members,
                [&](const Member& member) { return info.is_path_parameter(member.name); });
  return shape;
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

// "?a=1&b=2&b=3"; an array is a repeated parameter.
std::string query_of(const json::object& values) {
  std::string query;
  const auto add = [&](std::string_view name, const json::value& value) {
    query += query.empty() ? "?" : "&";
    query += percent_encode(name) + "=" + percent_encode(text_of(value));
  };
  for (const auto& member : values) {
    if (!member.value().is_array()) {
      add(member.key(), member.value());
      continue;
    }
    for (const auto& item : member.value().get_array()) add(member.key(), item);
  }
  return query;
}

class Matrix {
 public:
  explicit Matrix(const RouteInfo& info) : info_(info), target_(path_with(info)) {}

  std::vector<BadInput> build() && {
    for (const auto name : info_.path_parameters) bad_path(name);
    const auto shape = without_path_members(info_);
    if (shape.members.empty()) return std::move(cases_);
    if (info_.uses_query()) {
      bad_queries(shape);
    } else if (info_.route.body == Body::json) {
      bad_texts();
      for (auto& bad : bad_values(shape, {})) {
        add("the body " + bad.what, json::serialize(bad.value), 422, "validation_failed",
            bad.pointer);
      }
    }
    return std::move(cases_);
  }

 private:
  BadInput& add(const std::string& what, std::string body, int status, std::string_view code,
                std::string pointer = {}) {
    return cases_.emplace_back(BadInput{.name = std::string(info_.route.operation_id) + ": " + what,
                                        .method = method_name(info_.route.method),
                                        .target = target_,
                                        .content_type = body.empty() ? "" : std::string(json_type),
                                        .body = std::move(body),
                                        .status = status,
                                        .code = code,
                                        .pointer = std::move(pointer)});
  }

  void bad_path(std::string_view name) {
    const auto kind = find_member(*info_.input, name)->shape().kind;
    if (kind != Kind::parsed && kind != Kind::enumeration) return;
    add("the path has an impossible " + std::string(name), {}, 404, "not_found").target =
        path_with(info_, name);
  }

  void bad_texts() {
    std::string deep = R"({"no_such_member":)";
    deep.append(40, '[').append(40, ']').push_back('}');
    add("the body is cut off", "{", 400, "malformed_json");
    add("the body is no JSON", "hello", 400, "malformed_json");
    add("the body goes on after its end", "{} {}", 400, "malformed_json");
    add("the body has a trailing comma", R"({"no_such_member":1,})", 400, "malformed_json");
    add("the body is not UTF-8", "{\"no_such_member\":\"\xC3\x28\"}", 400, "malformed_json");
    add("the body has a lone surrogate", R"({"no_such_member":"\ud800"})", 400, "malformed_json");
    add("the body has a key twice", R"({"no_such_member":1,"no_such_member":2})", 400,
        "malformed_json", "/no_such_member");
    add("the body is nested too deeply", std::move(deep), 400, "malformed_json");
    add("the body is a text", "\"hello\"", 422, "validation_failed");
    add("the body has another type", "{}", 415, "unsupported_media_type").content_type =
        "text/plain";
    add("the body is too large", std::string(info_.route.max_body + 1, ' '), 413,
        "payload_too_large");
  }

  void bad_queries(const Shape& shape) {
    const auto good = sample_value(shape, {}).get_object();
    add_query("a bad escape", query_of(good) + (good.empty() ? "?" : "&") + "x=%zz", 400,
              "bad_request");
    auto more = good;
    more["no_such_parameter"] = 1;
    add_query("an unknown parameter", query_of(more), 422, "validation_failed",
              "?no_such_parameter");
    for (const auto& member : shape.members) bad_parameter(member, good);
  }

  void bad_parameter(const Member& member, const json::object& good) {
    const auto pointer = "?" + std::string(member.name);
    const auto& form = without_optional(member.shape());
    if (form.kind == Kind::array) return;  // any number of them is allowed
    if (member.required) {
      auto without = good;
      without.erase(member.name);
      add_query("no " + pointer, query_of(without), 422, "validation_failed", pointer);
    }
    auto once = good;
    once.erase(member.name);
    const auto pair = percent_encode(member.name) + "=" +
                      percent_encode(sample_text(member.shape(), member.field));
    const auto start = query_of(once);
    add_query(pointer + " twice", start + (start.empty() ? "?" : "&") + pair + "&" + pair, 422,
              "validation_failed", pointer);
    for (const auto& bad : bad_values(form, member.field)) {
      const bool text = bad.value.is_string();
      // What is of a wrong type in JSON may be a good text in a query.
      if (!text && (form.kind == Kind::text || form.kind == Kind::secret)) continue;
      auto with = good;
      with[member.name] = bad.value.is_structured() ? json::value("no such value") : bad.value;
      add_query(pointer + " that " + bad.what, query_of(with), 422, "validation_failed", pointer);
    }
  }

  void add_query(const std::string& what, const std::string& query, int status,
                 std::string_view code, std::string pointer = {}) {
    if (query.size() > 4096) return;  // longer targets are refused before they are read
    add("the query has " + what, {}, status, code, std::move(pointer)).target = target_ + query;
  }

  const RouteInfo& info_;
  std::string target_;
  std::vector<BadInput> cases_;
};

}  // namespace

std::vector<BadInput> bad_inputs(const RouteInfo& route) {
  if (route.input == nullptr || route.route.write_error != nullptr) return {};
  return Matrix{route}.build();
}

SampleRequest sample_request(const RouteInfo& route) {
  SampleRequest request{.target = path_with(route), .body = {}};
  if (route.input == nullptr) return request;
  const auto values = sample_value(without_path_members(route), {}).get_object();
  if (route.uses_query()) {
    request.target += query_of(values);
  } else if (route.route.body == Body::form) {
    request.body = query_of(values);
    if (!request.body.empty()) request.body.erase(0, 1);
  } else if (!route.route.example.empty()) {
    request.body = route.route.example;
  } else {
    request.body = json::serialize(values);
  }
  return request;
}

}  // namespace gatehouse::api
