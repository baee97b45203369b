#include "json_any.hpp"

#include <charconv>
#include <set>
#include <string>

#include <boost/json/value.hpp>

#include <gatehouse/platform/api/json.hpp>

namespace gatehouse::api {
namespace {

namespace json = boost::json;

void check_text(Report& report, std::string_view text, const Place& place) {
  if (text.find('\0') == std::string_view::npos) return;
  report.add(place, Broken{"characters", "must not have the character U+0000"});
}

template <class Number>
bool store_number(std::string_view digits, json::value& out) {
  Number number{};
  const auto [end, failure] = std::from_chars(digits.begin(), digits.end(), number);
  if (failure != std::errc{} || end != digits.end()) return false;
  out = number;
  return true;
}

bool take_number(Scanner& scanner, Report& report, json::value* out, const Place& place) {
  std::string_view digits;
  bool integer = false;
  if (!scanner.take_number(digits, integer)) return false;
  if (out == nullptr) return true;
  const bool stored = integer ? store_number<std::int64_t>(digits, *out) ||
                                    store_number<std::uint64_t>(digits, *out)
                              : store_number<double>(digits, *out);
  if (!stored) report.add(place, Broken{"range", "is too large a number"});
  return true;
}

bool take_array(Scanner& scanner, Report& report, json::value* out, const Place& place, int depth) {
  scanner.take('[');
  json::array* items = out == nullptr ? nullptr : &out->emplace_array();
  if (scanner.take(']')) return true;
  std::size_t index = 0;
  do {
    const Place here{.parent = &place, .index = index++};
    json::value* item = items == nullptr ? nullptr : &items->emplace_back(nullptr);
    if (!take_any(scanner, report, item, here, depth + 1)) return false;
  } while (scanner.take(','));
  return scanner.take(']');
}

bool take_object(Scanner& scanner, Report& report, json::value* out, const Place& place,
                 int depth) {
  scanner.take('{');
  json::object* members = out == nullptr ? nullptr : &out->emplace_object();
  if (scanner.take('}')) return true;
  std::set<std::string, std::less<>> names;
  do {
    std::string_view text;
    if (scanner.peek() != '"' || !scanner.take_string(text)) return false;
    const auto [name, fresh] = names.emplace(text);
    const Place here{.parent = &place, .name = *name};
    if (!fresh) return report.fail(here, {"duplicate", "is given twice"});
    if (members != nullptr) check_text(report, *name, here);
    json::value* value = members == nullptr ? nullptr : &(*members)[*name];
    if (!scanner.take(':') || !take_any(scanner, report, value, here, depth + 1)) return false;
  } while (scanner.take(','));
  return scanner.take('}');
}

}  // namespace

bool take_any(Scanner& scanner, Report& report, json::value* out, const Place& place, int depth) {
  const char next = scanner.peek();
  if ((next == '{' || next == '[') && depth > max_json_depth) {
    return report.fail(place, {"depth", "is nested too deeply"});
  }
  switch (next) {
    case '{':
      return take_object(scanner, report, out, place, depth);
    case '[':
      return take_array(scanner, report, out, place, depth);
    case '"': {
      std::string_view text;
      if (!scanner.take_string(text)) return false;
      if (out == nullptr) return true;
      check_text(report, text, place);
      out->emplace_string().assign(text.data(), text.size());
      return true;
    }
    case 't':
    case 'f':
      if (out != nullptr) out->emplace_bool() = next == 't';
      return scanner.take_literal(next == 't' ? "true" : "false");
    case 'n':
      if (out != nullptr) out->emplace_null();
      return scanner.take_literal("null");
    default:
      return take_number(scanner, report, out, place);
  }
}

}  // namespace gatehouse::api
