// Which routes stand at a path: a tree of segments. Literal segments win over parameters.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/platform/api/route.hpp>

namespace gatehouse::api {

inline constexpr std::size_t method_count = 5;

/// The routes of one path, by Method; no_route where there is none.
using Methods = std::array<std::size_t, method_count>;
inline constexpr std::size_t no_route = static_cast<std::size_t>(-1);

class PathTree {
 public:
  /// Adds route number `index`. False when the path has one of this method already. Asserts that `path` starts with "/"
  /// and that its parameters are whole segments.
  bool insert(std::string_view path, Method method, std::size_t index);

  /// The routes of a request's path, which is still percent-encoded, and the raw texts of the parameters in their
  /// order; null when there are none. A parameter never matches an empty segment.
  const Methods* find(std::string_view path, std::vector<std::string_view>& parameters) const;

 private:
  struct Node {
    std::string segment;  // empty for a parameter
    std::vector<std::unique_ptr<Node>> children;
    std::unique_ptr<Node> parameter;
    std::optional<Methods> methods;
  };
  static const Methods* descend(const Node& node, std::string_view rest,
                                std::vector<std::string_view>& parameters);
  Node root_;
};

/// The names in braces of a route's path, in order.
std::vector<std::string_view> parameter_names(std::string_view path);

}  // namespace gatehouse::api
