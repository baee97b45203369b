#include "sample.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "formats.hpp"

namespace gatehouse::api {
namespace {

namespace json = boost::json;

constexpr int max_depth = 4;  // a type may hold itself

std::string text_of(const Field& field) {
  auto text = sample(field.format, field.prefix, field.min_length);
  if (field.format == Format::any || field.format == Format::digits) {
    text.resize(std::min(text.size(), field.max_length));
  }
  return text;
}

json::object sample_object(const Shape& shape) {
  json::object object;
  for (const auto& member : shape.members) {
    if (member.required) object[member.name] = sample_value(member.shape(), member.field);
  }
  return object;
}

json::array sample_array(const Shape& shape, const Field& field, std::size_t size) {
  json::array array;
  for (std::size_t i = 0; i < size; ++i) array.emplace_back(sample_value(shape.element(), field));
  return array;
}

class BadValues {
 public:
  void add(std::string what, json::value value, std::string pointer = {}) {
    list.push_back({std::move(pointer), std::move(what), std::move(value)});
  }
  void add_text(std::string what, std::string_view text) {
    add(std::move(what), json::value(json::string_view(text.data(), text.size())));
  }
  std::vector<BadValue> list;
};

void add_bad_texts(const Shape& shape, const Field& field, BadValues& bad) {
  if (field.min_length > 0) bad.add_text("is empty", "");
  if (field.min_length > 1) bad.add_text("is too short", std::string(field.min_length - 1, '7'));
  if (field.max_length <= 4096) bad.add_text("is too long", std::string(field.max_length + 1, '7'));
  bad.add_text("has U+0000", std::string("7\0007", 3));
  if (shape.kind == Kind::text) bad.add_text("has a bidirectional override", "7\xE2\x80\xAE\x37");
  if (field.format != Format::any) bad.add_text("has the wrong format", "\x7E no such thing \x7E");
}

void add_bad_numbers(const Shape& shape, const Field& field, BadValues& bad) {
  if (shape.kind == Kind::integer) {
    bad.add("is a fraction", 1.5);
    bad.add("is beyond 64 bits", 18446744073709551615ULL);
  }
  if (field.min > std::numeric_limits<std::int64_t>::min()) bad.add("is too small", field.min - 1);
  if (field.max < std::numeric_limits<std::int64_t>::max()) bad.add("is too large", field.max + 1);
}

void add_bad_items(const Shape& shape, const Field& field, int depth, BadValues& bad) {
  if (field.min_items > 0) bad.add("has too few items", json::array{});
  if (field.max_items <= 1000) {
    bad.add("has too many items", sample_array(shape, field, field.max_items + 1));
  }
  for (auto& item : bad_values(shape.element(), field, depth + 1)) {
    bad.add("has an item that " + item.what, json::array{std::move(item.value)},
            "/0" + item.pointer);
  }
}

void add_bad_members(const Shape& shape, int depth, BadValues& bad) {
  const auto good = sample_object(shape);
  for (const auto& member : shape.members) {
    const auto at = "/" + std::string(member.name);
    if (member.required) {
      auto without = good;
      without.erase(member.name);
      bad.add("lacks " + std::string(member.name), std::move(without), at);
    }
    for (auto& value : bad_values(member.shape(), member.field, depth + 1)) {
      auto with = good;
      with[member.name] = std::move(value.value);
      bad.add("has " + at + " that " + value.what, std::move(with), at + value.pointer);
    }
  }
  auto more = good;
  more["no_such_member"] = 1;
  bad.add("has an unknown member", std::move(more), "/no_such_member");
}

json::value of_wrong_type(Kind kind) {
  if (kind == Kind::array) return json::object{};
  if (kind == Kind::object) return json::array{};
  return json::array{1};
}

}  // namespace

json::value sample_value(const Shape& shape, const Field& field) {
  if (!field.example.empty()) return json::parse({field.example.data(), field.example.size()});
  switch (shape.kind) {
    case Kind::boolean:
      return true;
    case Kind::integer:
      return std::clamp<std::int64_t>(1, std::max(field.min, shape.min),
                                      std::min(field.max, shape.max));
    case Kind::number:
      return static_cast<double>(std::clamp<std::int64_t>(1, field.min, field.max));
    case Kind::text:
    case Kind::secret:
      return json::value(text_of(field));
    case Kind::parsed:
      return json::value(shape.example);
    case Kind::enumeration:
      return json::value(shape.names.front());
    case Kind::optional:
      return sample_value(shape.element(), field);
    case Kind::array:
      return sample_array(shape, field, std::max<std::size_t>(field.min_items, 1));
    case Kind::object:
      return sample_object(shape);
    case Kind::one_of:
    case Kind::any:
      return json::object{};
  }
  return nullptr;
}

std::string sample_text(const Shape& shape, const Field& field) {
  auto value = sample_value(shape, field);
  if (value.is_array()) value = json::value(value.get_array().at(0));
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::vector<BadValue> bad_values(const Shape& shape, const Field& field, int depth) {
  const auto& form = without_optional(shape);
  BadValues bad;
  if (form.kind == Kind::any || depth > max_depth) return {};
  bad.add("has the wrong type", of_wrong_type(form.kind));
  if (depth > 0 && !(shape.kind == Kind::optional && shape.element().kind == Kind::optional)) {
    bad.add("is null", nullptr);
  }
  switch (form.kind) {
    case Kind::text:
    case Kind::secret:
      add_bad_texts(form, field, bad);
      break;
    case Kind::integer:
    case Kind::number:
      add_bad_numbers(form, field, bad);
      break;
    case Kind::parsed:
    case Kind::enumeration:
      bad.add("is nothing that exists", "no_such_value");
      break;
    case Kind::array:
      add_bad_items(form, field, depth, bad);
      break;
    case Kind::object:
      add_bad_members(form, depth, bad);
      break;
    default:
      break;
  }
  return std::move(bad.list);
}

}  // namespace gatehouse::api
