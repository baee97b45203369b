#include "path_tree.hpp"

#include <algorithm>

#include <gatehouse/base/assert.hpp>

namespace gatehouse::api {
namespace {

// Takes the first segment from "/a/b", leaving "/b".
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool is_parameter(std::string_view segment) {
  const bool whole = segment.starts_with('{') && segment.ends_with('}');
  GH_ASSERT(whole || segment.find_first_of("{}") == std::string_view::npos);
  return whole;
}

}  // namespace

std::vector<std::string_view> parameter_names(std::string_view path) {
  std::vector<std::string_view> names;
  while (!path.empty()) {
    const auto segment = take_segment(path);
    if (is_parameter(segment)) names.push_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

bool PathTree::insert(std::string_view path, Method method, std::size_t index) {
  GH_ASSERT(path.starts_with('/'));
  auto* node = &root_;
  while (!path.empty()) {
    const auto segment = take_segment(path);
    std::unique_ptr<Node>* next = nullptr;
    if (is_parameter(segment)) {
      next = &node->parameter;
    } else {
      const auto found = std::ranges::find_if(
          node->children, [&](const auto& child) { return child->segment == segment; });
      next = found != node->children.end() ? &*found : &node->children.emplace_back();
    }
    if (*next == nullptr) *next = std::make_unique<Node>();
    if (!is_parameter(segment)) (*next)->segment = segment;
    node = next->get();
  }
  if (!node->methods) {
    node->methods.emplace();
    node->methods->fill(no_route);
  }
  auto& place = (*node->methods)[static_cast<std::size_t>(method)];
  if (place != no_route) return false;
  place = index;
  return true;
}

const Methods* PathTree::find(std::string_view path,
                              std::vector<std::string_view>& parameters) const {
  parameters.clear();
  return path.starts_with('/') ? descend(root_, path, parameters) : nullptr;
}

const Methods* PathTree::descend(const Node& node, std::string_view rest,
                                 std::vector<std::string_view>& parameters) {
  if (rest.empty()) return node.methods ? &*node.methods : nullptr;
  const auto segment = take_segment(rest);
  const auto child =
      std::ranges::find_if(node.children, [&](const auto& c) { return c->segment == segment; });
  if (child != node.children.end()) {
    if (const auto* found = descend(**child, rest, parameters)) return found;
  }
  if (node.parameter == nullptr || segment.empty()) return nullptr;
  parameters.push_back(segment);
  if (const auto* found = descend(*node.parameter, rest, parameters)) return found;
  parameters.pop_back();
  return nullptr;
}

}  // namespace gatehouse::api
