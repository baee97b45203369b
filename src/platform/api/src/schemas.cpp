#include "schemas.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "formats.hpp"

namespace gatehouse::api {
namespace {

namespace json = boost::json;

void add_lengths(json::object& schema, const Field& field, bool input) {
  if (!input) return;
  schema["minLength"] = field.min_length;
  schema["maxLength"] = field.max_length;
}

json::object text_schema(const Field& field, bool input) {
  json::object schema{{"type", "string"}};
  if (const auto format = schema_format(field.format); !format.empty()) schema["format"] = format;
  if (field.format == Format::typeid_text) {
    schema["pattern"] = "^" + std::string(field.prefix) + "_[0-7][0-9a-hjkmnp-tv-z]{25}$";
  }
  add_lengths(schema, field, input);
  return schema;
}

json::object parsed_schema(const Shape& shape) {
  json::object schema{{"type", "string"}};
  if (shape.prefix.empty()) {
    schema["format"] = shape.name;
  } else {
    schema["pattern"] = "^" + std::string(shape.prefix) + "_[0-7][0-9a-hjkmnp-tv-z]{25}$";
  }
  schema["examples"] = json::array{shape.example};
  return schema;
}

json::object integer_schema(const Shape& shape, const Field& field, bool input) {
  const bool narrow = shape.max <= std::numeric_limits<std::int32_t>::max();
  json::object schema{{"type", "integer"}, {"format", narrow ? "int32" : "int64"}};
  if (input && field.min > shape.min) schema["minimum"] = field.min;
  if (input && field.max < shape.max) schema["maximum"] = field.max;
  return schema;
}

void add_notes(json::object& schema, const Field& field) {
  if (!field.description.empty()) schema["description"] = field.description;
  if (!field.example.empty()) {
    schema["examples"] = json::array{json::parse({field.example.data(), field.example.size()})};
  }
}

// A value that may also be null.
json::object nullable(json::object schema) {
  if (auto* type = schema.if_contains("type")) {
    *type = json::array{*type, "null"};
    return schema;
  }
  return {{"oneOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
}

}  // namespace

void Schemas::add_input(const Shape& shape) {
  if (shape.kind == Kind::optional || shape.kind == Kind::array) return add_input(shape.element());
  if (shape.kind != Kind::object || !inputs_.insert(&shape).second) return;
  for (const auto& member : shape.members) add_input(member.shape());
}

json::object Schemas::of(const Shape& shape, const Field& field, bool input) {
  json::object schema;
  switch (shape.kind) {
    case Kind::boolean:
      schema["type"] = "boolean";
      break;
    case Kind::integer:
      schema = integer_schema(shape, field, input);
      break;
    case Kind::number:
      schema["type"] = "number";
      break;
    case Kind::text:
      schema = text_schema(field, input);
      break;
    case Kind::secret:
      schema = text_schema(field, input);
      schema["format"] = "password";
      break;
    case Kind::parsed:
      schema = parsed_schema(shape);
      break;
    case Kind::enumeration:
    case Kind::object:
      schema = reference(shape);
      break;
    case Kind::optional:
      schema = of(shape.element(), field, input);
      if (shape.element().kind == Kind::optional || field.null_when_empty)
        schema = nullable(schema);
      return schema;
    case Kind::array:
      schema["type"] = "array";
      schema["items"] = of(shape.element(),
                           {.min_length = field.min_length,
                            .max_length = field.max_length,
                            .min = field.min,
                            .max = field.max,
                            .format = field.format,
                            .prefix = field.prefix},
                           input);
      if (input && field.min_items > 0) schema["minItems"] = field.min_items;
      if (input) schema["maxItems"] = field.max_items;
      break;
    case Kind::one_of: {
      json::array alternatives;
      for (const auto alternative : shape.alternatives) {
        alternatives.emplace_back(of(alternative(), {}, false));
      }
      schema["oneOf"] = std::move(alternatives);
      break;
    }
    case Kind::any:
      break;
  }
  add_notes(schema, field);
  return schema;
}

json::object Schemas::reference(const Shape& shape) {
  const auto [place, fresh] = components_.try_emplace(shape.name, &shape, json::object{});
  if (!fresh && place->second.first != &shape) {
    throw std::logic_error("two types of the API are named " + shape.name);
  }
  if (fresh) {
    auto schema = object(shape);  // may add components, but std::map keeps `place`
    place->second.second = std::move(schema);
  }
  return {{"$ref", "#/components/schemas/" + shape.name}};
}

json::object Schemas::object(const Shape& shape) {
  json::object schema;
  if (shape.kind == Kind::enumeration) {
    schema["type"] = "string";
    schema["enum"] = json::array(shape.names.begin(), shape.names.end());
    return schema;
  }
  const bool input = inputs_.contains(&shape);
  json::object properties;
  json::array required;
  for (const auto& member : shape.members) {
    properties[member.name] = of(member.shape(), member.field, input);
    if (member.required || (!input && member.field.null_when_empty)) {
      required.emplace_back(member.name);
    }
  }
  schema["type"] = "object";
  schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  if (input) schema["additionalProperties"] = false;
  return schema;
}

json::object Schemas::of_members(const RouteInfo& route) {
  json::object properties;
  json::array required;
  for (const auto& member : route.input->members) {
    if (route.is_path_parameter(member.name)) continue;
    properties[member.name] = of(member.shape(), member.field, true);
    if (member.required) required.emplace_back(member.name);
  }
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

json::object Schemas::components() const {
  json::object all;
  for (const auto& [name, entry] : components_) all[name] = entry.second;
  return all;
}

}  // namespace gatehouse::api
