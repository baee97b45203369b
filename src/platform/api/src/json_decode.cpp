#include "json_decode.hpp"

#include <set>
#include <string>

#include <boost/json/value.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/api/json.hpp>

#include "json_any.hpp"
#include "place.hpp"
#include "report.hpp"
#include "rules.hpp"
#include "scanner.hpp"

namespace gatehouse::api {
namespace {

const Field no_rules{.min_length = 0};

// Each function takes one value from the scanner. False: the text is malformed, and nothing more can be read.
class Decoder {
 public:
  explicit Decoder(std::string_view text) : scanner_(text) {}

  std::optional<Error> document(const Shape& shape, MemberSet expected, void* out) {
    const Place root{};
    const bool read = shape.kind == Kind::object && scanner_.peek() == '{'
                          ? object(shape, expected, out, root, 1)
                          : value(shape, no_rules, out, root, 1);
    if (!read || !scanner_.at_end()) return report_.malformed();
    return report_.invalid();
  }

 private:
  bool value(const Shape& shape, const Field& field, void* out, const Place& place, int depth) {
    const char next = scanner_.peek();
    switch (shape.kind) {
      case Kind::boolean:
        if (next != 't' && next != 'f') return wrong_type(shape, place, depth);
        *static_cast<bool*>(out) = next == 't';
        return scanner_.take_literal(next == 't' ? "true" : "false");
      case Kind::integer:
      case Kind::number:
        return next == '-' || (next >= '0' && next <= '9') ? number(shape, field, out, place)
                                                           : wrong_type(shape, place, depth);
      case Kind::text:
      case Kind::secret:
      case Kind::parsed:
      case Kind::enumeration:
        return next == '"' ? text(shape, field, out, place) : wrong_type(shape, place, depth);
      case Kind::optional:
        return optional(shape, field, out, place, depth);
      case Kind::array:
        return next == '[' ? array(shape, field, out, place, depth)
                           : wrong_type(shape, place, depth);
      case Kind::object:
        return next == '{' ? object(shape, all_members, out, place, depth)
                           : wrong_type(shape, place, depth);
      case Kind::any:
        return take_any(scanner_, report_, static_cast<boost::json::value*>(out), place, depth);
      case Kind::one_of:
        break;
    }
    GH_ASSERT(!"variants stand in responses only");
    return false;
  }

  bool wrong_type(const Shape& shape, const Place& place, int depth) {
    report_.add(place, Broken{"type", expectation(shape)});
    return take_any(scanner_, report_, nullptr, place, depth);
  }

  bool number(const Shape& shape, const Field& field, void* out, const Place& place) {
    std::string_view digits;
    bool integer = false;
    if (!scanner_.take_number(digits, integer)) return false;
    if (shape.kind == Kind::number) {
      report_.add(place, assign_number(field, out, digits));
    } else if (integer) {
      report_.add(place, assign_integer(shape, field, out, digits));
    } else {
      report_.add(place, Broken{"type", expectation(shape)});
    }
    return true;
  }

  bool text(const Shape& shape, const Field& field, void* out, const Place& place) {
    std::string_view text;
    if (!scanner_.take_string(text)) return false;
    report_.add(place, assign_text(shape, field, out, text));
    return true;
  }

  // An absent member is an empty optional; null is a value of an optional within an optional only.
  bool optional(const Shape& shape, const Field& field, void* out, const Place& place, int depth) {
    const auto& element = shape.element();
    if (element.kind == Kind::optional && scanner_.peek() == 'n') {
      shape.grow(out);
      return scanner_.take_literal("null");
    }
    return value(element, field, shape.grow(out), place, depth);
  }

  bool array(const Shape& shape, const Field& field, void* out, const Place& place, int depth) {
    if (depth > max_json_depth) return report_.fail(place, {"depth", "is nested too deeply"});
    scanner_.take('[');
    std::size_t count = 0;
    if (!scanner_.take(']')) {
      do {
        const Place here{.parent = &place, .index = count++};
        // Items beyond the limit are read, since the text may be malformed, but not kept.
        const bool read = count <= field.max_items
                              ? value(shape.element(), field, shape.grow(out), here, depth + 1)
                              : take_any(scanner_, report_, nullptr, here, depth + 1);
        if (!read) return false;
      } while (scanner_.take(','));
      if (!scanner_.take(']')) return false;
    }
    report_.add(place, check_items(field, count));
    return true;
  }

  // An object that is being read.
  struct Reading {
    const Shape& shape;
    MemberSet expected;
    void* out;
    const Place& place;
    int depth;
    MemberSet seen = 0;
    std::set<std::string, std::less<>> unknown{};
  };

  bool object(const Shape& shape, MemberSet expected, void* out, const Place& place, int depth) {
    if (depth > max_json_depth) return report_.fail(place, {"depth", "is nested too deeply"});
    const auto broken_before = report_.count();
    Reading reading{shape, expected, out, place, depth};
    scanner_.take('{');
    if (!scanner_.take('}')) {
      do {
        if (!member(reading)) return false;
      } while (scanner_.take(','));
      if (!scanner_.take('}')) return false;
    }
    for (std::size_t i = 0; i < shape.members.size(); ++i) {
      const auto bit = MemberSet{1} << i;
      const auto& member = shape.members[i];
      if (!member.required || (expected & bit) == 0 || (reading.seen & bit) != 0) continue;
      report_.add(Place{.parent = &place, .name = member.name}, Broken{"required", "is missing"});
    }
    if (report_.count() == broken_before && expected == all_members)
      report_.check(shape, out, place);
    return true;
  }

  bool member(Reading& reading) {
    std::string_view name;
    if (scanner_.peek() != '"' || !scanner_.take_string(name)) return false;
    const auto* found = find_member(reading.shape, name);
    const auto bit = found == nullptr ? 0 : MemberSet{1} << (found - reading.shape.members.data());
    if ((reading.expected & bit) == 0) return unknown_member(reading, name);
    const Place here{.parent = &reading.place, .name = found->name};
    if ((reading.seen & bit) != 0) return report_.fail(here, {"duplicate", "is given twice"});
    reading.seen |= bit;
    return scanner_.take(':') &&
           value(found->shape(), found->field, found->at(reading.out), here, reading.depth + 1);
  }

  bool unknown_member(Reading& reading, std::string_view text) {
    const auto [name, fresh] = reading.unknown.emplace(text);
    const Place here{.parent = &reading.place, .name = *name};
    if (!fresh) return report_.fail(here, {"duplicate", "is given twice"});
    report_.add(here, Broken{"unknown", "is not a member of this request"});
    return scanner_.take(':') && take_any(scanner_, report_, nullptr, here, reading.depth + 1);
  }

  Scanner scanner_;
  Report report_;
};

}  // namespace

std::optional<Error> decode_members(std::string_view text, const Shape& shape, MemberSet expected,
                                    void* out) {
  return Decoder{text}.document(shape, expected, out);
}

std::optional<Error> decode_json(std::string_view text, const Shape& shape, void* out) {
  if (auto error = decode_members(text, shape, all_members, out)) return error;
  Report report;
  report.check(shape, out, {});
  return report.invalid();
}

}  // namespace gatehouse::api
