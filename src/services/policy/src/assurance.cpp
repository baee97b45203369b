#include <gatehouse/services/policy/assurance.hpp>

#include <algorithm>

#include <boost/json/object.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/services/policy/rules.hpp>

namespace gatehouse::services {

int required_level(const records::SignInAccount& account, std::string_view operation) {
  GH_ASSERT(std::ranges::find(levelled_operations, operation) != levelled_operations.end());
  int level = account.methods.empty() ? 1 : 2;
  const auto& minimum = account.minimum_acr;
  const auto* wanted = minimum.is_object() ? minimum.get_object().if_contains(operation) : nullptr;
  if (wanted == nullptr || !wanted->is_string()) return level;
  for (const auto& [acr, value] : {std::pair{"aal2", 2}, std::pair{"aal3", 3}}) {
    if (wanted->get_string() == acr) level = std::max(level, value);
  }
  return level;
}

}  // namespace gatehouse::services
