#include <algorithm>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/api/shape_of.hpp>

namespace gatehouse::api {

const Shape& without_optional(const Shape& shape) {
  const auto* inner = &shape;
  while (inner->kind == Kind::optional) inner = &inner->element();
  return *inner;
}

const Member* find_member(const Shape& object, std::string_view name) noexcept {
  for (const auto& member : object.members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

namespace detail {
namespace {

std::string_view unqualified(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string component_name(std::string_view raw) {
  std::string local{raw};
  for (const std::string_view hidden : {"(anonymous namespace)::", "struct ", "class ", "enum "}) {
    for (auto at = local.find(hidden); at != std::string::npos; at = local.find(hidden)) {
      local.erase(at, hidden.size());
    }
  }
  const auto open = local.find('<');
  if (open == std::string::npos) return std::string(unqualified(local));
  // A template over several types is named after the first.
  const auto arguments = std::string_view(local).substr(open + 1, local.rfind('>') - open - 1);
  int depth = 0;
  std::size_t end = 0;
  for (; end < arguments.size() && (depth > 0 || arguments[end] != ','); ++end) {
    depth += arguments[end] == '<' ? 1 : arguments[end] == '>' ? -1 : 0;
  }
  return component_name(arguments.substr(0, end)) +
         std::string(unqualified(std::string_view(local).substr(0, open)));
}

void apply_fields(Shape& object, const Fields& fields) {
  GH_ASSERT(object.members.size() <= 64);
  for (const auto& [name, field] : fields) {
    const auto member = std::ranges::find(object.members, name, &Member::name);
    GH_ASSERT(member != object.members.end());
    member->field = field;
  }
}

const Shape& boolean_shape() {
  static const Shape shape{.kind = Kind::boolean};
  return shape;
}

const Shape& number_shape() {
  static const Shape shape{.kind = Kind::number};
  return shape;
}

const Shape& text_shape() {
  static const Shape shape{.kind = Kind::text};
  return shape;
}

const Shape& secret_shape() {
  static const Shape shape{.kind = Kind::secret};
  return shape;
}

const Shape& json_shape() {
  static const Shape shape{.kind = Kind::any};
  return shape;
}

}  // namespace detail
}  // namespace gatehouse::api
