#include "text_decode.hpp"

#include <algorithm>

#include "scanner.hpp"

namespace gatehouse::api {
namespace {

// A number in the very form of JSON.
std::optional<Broken> assign_digits(const Shape& shape, const Field& field, void* out,
                                    std::string_view text) {
  Scanner scanner{text};
  std::string_view digits;
  bool integer = false;
  if (!scanner.take_number(digits, integer) || digits.size() != text.size()) {
    return Broken{"type", expectation(shape)};
  }
  if (shape.kind == Kind::number) return assign_number(field, out, digits);
  if (!integer) return Broken{"type", expectation(shape)};
  return assign_integer(shape, field, out, digits);
}

MemberSet bit_of(const Shape& shape, const Member* member) {
  return member == nullptr ? 0 : MemberSet{1} << (member - shape.members.data());
}

// What only shows when every pair was read.
std::optional<Broken> check_member(const Member& member, const void* value, bool seen) {
  const auto* form = &member.shape();
  if (form->kind == Kind::optional) {
    if (!seen) return std::nullopt;
    value = form->item(value, 0);
    form = &form->element();
  }
  if (form->kind != Kind::array) {
    return seen ? std::nullopt : std::optional(Broken{"required", "is missing"});
  }
  std::size_t count = 0;
  while (form->item(value, count) != nullptr) ++count;
  return check_items(member.field, count);
}

}  // namespace

std::optional<Broken> assign(const Shape& shape, const Field& field, void* out,
                             std::string_view text) {
  switch (shape.kind) {
    case Kind::boolean:
      if (text != "true" && text != "false") return Broken{"type", expectation(shape)};
      *static_cast<bool*>(out) = text == "true";
      return std::nullopt;
    case Kind::integer:
    case Kind::number:
      return assign_digits(shape, field, out, text);
    case Kind::optional:
    case Kind::array:
      return assign(shape.element(), field, shape.grow(out), text);
    default:
      return assign_text(shape, field, out, text);
  }
}

void decode_pairs(const Pairs& pairs, const Shape& shape, MemberSet expected,
                  std::string_view prefix, void* out, Report& report) {
  MemberSet seen = 0;
  for (const auto& [name, text] : pairs) {
    const auto pointer = std::string(prefix) + pointer_step(name).substr(1);
    const auto* member = find_member(shape, name);
    const auto bit = bit_of(shape, member);
    if ((expected & bit) == 0) {
      report.add(pointer, {"unknown", "is not a parameter of this request"});
      continue;
    }
    const auto& form = member->shape();
    void* at = member->at(out);
    const bool repeatable = without_optional(form).kind == Kind::array;
    if ((seen & bit) != 0 && !repeatable) {
      report.add(pointer, {"duplicate", "is given twice"});
      continue;
    }
    // A repeated parameter of an optional array goes on in the array that the first one made.
    const bool open = (seen & bit) != 0 && form.kind == Kind::optional;
    if (open) at = const_cast<void*>(form.item(at, 0));
    seen |= bit;
    if (auto broken = assign(open ? form.element() : form, member->field, at, text)) {
      report.add(pointer, *std::move(broken));
    }
  }
  for (const auto& member : shape.members) {
    const auto bit = bit_of(shape, &member);
    if ((expected & bit) == 0) continue;
    if (auto broken = check_member(member, member.at(out), (seen & bit) != 0)) {
      report.add(std::string(prefix) + std::string(member.name), *std::move(broken));
    }
  }
}

}  // namespace gatehouse::api
