#include <gatehouse/platform/api/openapi.hpp>

#include <algorithm>
#include <map>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/api/principal.hpp>
#include <gatehouse/platform/api/shape_of.hpp>

#include "pretty_json.hpp"
#include "problem_body.hpp"
#include "route_errors.hpp"
#include "schemas.hpp"

namespace gatehouse::api {
namespace {

namespace json = boost::json;

json::value parse_example(std::string_view text) { return json::parse({text.data(), text.size()}); }

json::array parameters(const RouteInfo& info, Schemas& schemas) {
  json::array list;
  if (info.input == nullptr) return list;
  for (const auto& member : info.input->members) {
    const bool in_path = info.is_path_parameter(member.name);
    if (!in_path && !info.uses_query()) continue;
    json::object parameter{{"name", member.name}, {"in", in_path ? "path" : "query"}};
    const bool any_number = without_optional(member.shape()).kind == Kind::array;
    if (in_path || (member.required && !any_number)) parameter["required"] = true;
    if (!member.field.description.empty()) parameter["description"] = member.field.description;
    auto rules = member.field;
    rules.description = {};
    parameter["schema"] = schemas.of(member.shape(), rules, true);
    list.emplace_back(std::move(parameter));
  }
  return list;
}

json::value request_body(const RouteInfo& info, Schemas& schemas) {
  if (info.input == nullptr || info.uses_query()) return nullptr;
  const auto& members = info.input->members;
  const auto in_body = [&](const Member& member) { return !info.is_path_parameter(member.name); };
  if (std::ranges::none_of(members, in_body)) return nullptr;
  json::object media{{"schema", info.path_parameters.empty() ? schemas.of(*info.input, {}, true)
                                                             : schemas.of_members(info)}};
  if (!info.route.example.empty()) media["example"] = parse_example(info.route.example);
  const auto type =
      info.route.body == Body::form ? "application/x-www-form-urlencoded" : "application/json";
  const bool required = std::ranges::any_of(
      members, [&](const Member& member) { return in_body(member) && member.required; });
  return json::object{{"required", required}, {"content", {{type, std::move(media)}}}};
}

json::object success(const RouteInfo& info, Schemas& schemas) {
  json::object response{{"description", info.status() == 202 ? "Accepted" : "Success"}};
  if (info.output != nullptr) {
    json::object media{{"schema", schemas.of(*info.output, {}, false)}};
    if (!info.route.response_example.empty()) {
      media["example"] = parse_example(info.route.response_example);
    }
    response["content"] = json::object{{"application/json", std::move(media)}};
  } else if (!info.route.content_type.empty()) {
    response["content"] = json::object{{info.route.content_type, json::object{}}};
  }
  return response;
}

json::object responses(const RouteInfo& info, Schemas& schemas) {
  json::object all;
  all[std::to_string(info.status())] = success(info, schemas);
  std::map<int, json::array> codes;
  for (const auto code : possible_errors(info)) {
    const auto& entry = error_info(code);
    codes[entry.status].emplace_back(entry.name);
  }
  for (auto& [status, names] : codes) {
    std::string description;
    for (const auto& name : names) {
      if (!description.empty()) description += ", ";
      description += std::string_view(name.get_string());
    }
    json::object response{{"description", description}};
    if (info.route.write_error == nullptr) {
      response["content"] =
          json::object{{"application/problem+json",
                        json::object{{"schema", schemas.of(shape_of<Problem>(), {}, false)}}}};
    }
    response["x-error-codes"] = std::move(names);
    all[std::to_string(status)] = std::move(response);
  }
  return all;
}

json::array security(const Access& access) {
  if (access.caller() == Access::Caller::anyone) return {};
  json::array ways{json::object{{"bearer", json::array{}}},
                   json::object{{"cookie", json::array{}}}};
  if (access.caller() == Access::Caller::anyone_known) ways.emplace_back(json::object{});
  return ways;
}

json::object operation(const RouteInfo& info, Schemas& schemas) {
  const auto& route = info.route;
  json::object out{{"operationId", route.operation_id}, {"summary", route.summary}};
  if (!route.description.empty()) out["description"] = route.description;
  if (!route.tag.empty()) out["tags"] = json::array{route.tag};
  out["security"] = security(route.access);
  if (!route.access.permission().empty()) out["x-permission"] = route.access.permission();
  if (route.access.operators_only()) out["x-operators-only"] = true;
  if (route.access.max_age().count() > 0) {
    out["x-step-up"] = json::object{{"max_age", route.access.max_age().count()},
                                    {"acr_values", acr_of(route.access.level())}};
  }
  if (auto list = parameters(info, schemas); !list.empty()) out["parameters"] = std::move(list);
  if (auto body = request_body(info, schemas); !body.is_null())
    out["requestBody"] = std::move(body);
  out["responses"] = responses(info, schemas);
  return out;
}

json::object security_schemes(const ApiInfo& info) {
  return {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}},
          {"cookie",
           {{"type", "apiKey"},
            {"in", "cookie"},
            {"name", info.session_cookie},
            {"description",
             "Requests that change state also need the Origin of this site and the header "
             "X-Requested-With: gatehouse."}}}};
}

json::array tags(std::span<const RouteInfo> routes) {
  json::array list;
  std::vector<std::string_view> seen;
  for (const auto& info : routes) {
    const auto tag = info.route.tag;
    if (tag.empty() || std::ranges::find(seen, tag) != seen.end()) continue;
    seen.push_back(tag);
    list.emplace_back(json::object{{"name", tag}});
  }
  return list;
}

}  // namespace

std::string openapi_document(std::span<const RouteInfo> routes, const ApiInfo& info) {
  Schemas schemas;
  for (const auto& route : routes) {
    if (route.input != nullptr) schemas.add_input(*route.input);
  }
  json::object paths;
  for (const auto& route : routes) {
    auto& item = paths[route.route.path];
    if (item.is_null()) item.emplace_object();
    item.get_object()[ascii_lower(method_name(route.route.method))] = operation(route, schemas);
  }
  json::object about{{"title", info.title}, {"version", info.version}};
  if (!info.description.empty()) about["description"] = info.description;
  return pretty_json(json::object{
      {"openapi", "3.1.0"},
      {"info", std::move(about)},
      {"servers", json::array{json::object{{"url", info.server_url}}}},
      {"tags", tags(routes)},
      {"paths", std::move(paths)},
      {"components",
       {{"schemas", schemas.components()}, {"securitySchemes", security_schemes(info)}}}});
}

std::string errors_document() {
  json::array list;
  for (const auto& entry : error_catalogue()) {
    list.emplace_back(
        json::object{{"code", entry.name}, {"status", entry.status}, {"title", entry.title}});
  }
  return pretty_json(list);
}

}  // namespace gatehouse::api
