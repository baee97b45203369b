#include "pretty_json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace gatehouse::api {
namespace {

namespace json = boost::json;

void write(const json::value& value, std::size_t indent, std::string& out);

void new_line(std::size_t indent, std::string& out) {
  out += '\n';
  out.append(indent, ' ');
}

void write_object(const json::object& object, std::size_t indent, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto& member : object) {
    if (!first) out += ',';
    first = false;
    new_line(indent + 2, out);
    out += json::serialize(json::string(member.key()));
    out += ": ";
    write(member.value(), indent + 2, out);
  }
  new_line(indent, out);
  out += '}';
}

void write_array(const json::array& array, std::size_t indent, std::string& out) {
  out += '[';
  bool first = true;
  for (const auto& item : array) {
    if (!first) out += ',';
    first = false;
    new_line(indent + 2, out);
    write(item, indent + 2, out);
  }
  new_line(indent, out);
  out += ']';
}

void write(const json::value& value, std::size_t indent, std::string& out) {
  if (value.is_object() && !value.get_object().empty()) {
    write_object(value.get_object(), indent, out);
  } else if (value.is_array() && !value.get_array().empty()) {
    write_array(value.get_array(), indent, out);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string pretty_json(const json::value& value) {
  std::string out;
  write(value, 0, out);
  out += '\n';
  return out;
}

}  // namespace gatehouse::api
