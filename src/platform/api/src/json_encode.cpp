#include <charconv>
#include <cmath>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/api/json.hpp>

namespace gatehouse::api {
namespace {

constexpr bool needs_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void append_escape(std::string& out, char c) {
  static constexpr std::string_view values = "\"\\\b\f\n\r\t";
  static constexpr std::string_view names = "\"\\bfnrt";
  if (const auto at = values.find(c); at != std::string_view::npos) {
    out += '\\';
    out += names[at];
    return;
  }
  static constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[static_cast<unsigned char>(c) >> 4];
  out += digits[c & 15];
}

void append_well_formed(std::string& out, std::string_view text) {
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out.append(text.substr(start, i - start));
    append_escape(out, text[i]);
    start = i + 1;
  }
  out.append(text.substr(start));
}

// Every byte that is not part of a well-formed sequence becomes U+FFFD.
std::string repaired(std::string_view text) {
  std::string fixed;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t size = 1;
    while (size <= 4 && i + size <= text.size() && !is_utf8(text.substr(i, size))) ++size;
    const bool whole = size <= 4 && i + size <= text.size();
    fixed.append(whole ? text.substr(i, size) : "\xEF\xBF\xBD");
    i += whole ? size : 1;
  }
  return fixed;
}

template <class Number>
void append_number(std::string& out, Number value) {
  char text[32];
  const auto [end, failure] = std::to_chars(text, text + sizeof text, value);
  GH_ASSERT(failure == std::errc{});
  out.append(text, end);
}

void encode_object(const Shape& shape, const void* value, std::string& out) {
  out += '{';
  const auto start = out.size();
  for (const auto& member : shape.members) {
    const void* at = member.at(const_cast<void*>(value));
    const auto& form = member.shape();
    const bool absent = form.kind == Kind::optional && form.item(at, 0) == nullptr;
    if (absent && !member.field.null_when_empty) continue;
    if (out.size() > start) out += ',';
    out += '"';
    out += member.name;
    out += "\":";
    encode_json(form, at, out);
  }
  out += '}';
}

void encode_array(const Shape& shape, const void* value, std::string& out) {
  const auto& element = shape.element();
  out += '[';
  for (std::size_t i = 0; const void* item = shape.item(value, i); ++i) {
    if (i > 0) out += ',';
    encode_json(element, item, out);
  }
  out += ']';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  bool ascii = true;
  for (const char c : text) ascii = ascii && (c & '\x80') == 0;
  if (ascii || is_utf8(text)) {
    append_well_formed(out, text);
  } else {
    append_well_formed(out, repaired(text));
  }
  out += '"';
}

void encode_json(const Shape& shape, const void* value, std::string& out) {
  switch (shape.kind) {
    case Kind::boolean:
      out += *static_cast<const bool*>(value) ? "true" : "false";
      return;
    case Kind::integer:
      return append_number(out, shape.load(value));
    case Kind::number:
      GH_ASSERT(std::isfinite(*static_cast<const double*>(value)));
      return append_number(out, *static_cast<const double*>(value));
    case Kind::text:
      return append_json_string(out, *static_cast<const std::string*>(value));
    case Kind::secret:
      return append_json_string(out, static_cast<const Secret*>(value)->reveal());
    case Kind::parsed:
      out += '"';
      shape.append(value, out);
      out += '"';
      return;
    case Kind::enumeration: {
      const auto index = shape.load(value);
      GH_ASSERT(index >= 0);
      out.append("\"").append(shape.names[static_cast<std::size_t>(index)]).append("\"");
      return;
    }
    case Kind::optional: {
      const void* held = shape.item(value, 0);
      if (held == nullptr) {
        out += "null";
        return;
      }
      return encode_json(shape.element(), held, out);
    }
    case Kind::array:
      return encode_array(shape, value, out);
    case Kind::object:
      return encode_object(shape, value, out);
    case Kind::one_of:
      return encode_json(shape.alternatives[shape.active(value)](), shape.item(value, 0), out);
    case Kind::any:
      out += boost::json::serialize(*static_cast<const boost::json::value*>(value));
      return;
  }
}

}  // namespace gatehouse::api
