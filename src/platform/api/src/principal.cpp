#include <gatehouse/platform/api/principal.hpp>

#include <algorithm>

namespace gatehouse::api {

bool Principal::has_permission(std::string_view name) const {
  return std::ranges::find(permissions, name) != permissions.end();
}

bool Principal::has_role(std::string_view name) const {
  return std::ranges::find(roles, name) != roles.end();
}

std::string_view acr_of(AssuranceLevel level) noexcept {
  return level <= 1 ? "aal1" : level == 2 ? "aal2" : "aal3";
}

}  // namespace gatehouse::api
