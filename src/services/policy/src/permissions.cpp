#include <gatehouse/services/policy/permissions.hpp>

#include <algorithm>
#include <map>

#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/records/security_profiles.hpp>
#include <gatehouse/records/security_profiles/roles.hpp>

namespace gatehouse::services {

struct Permissions::Rules {
  std::map<std::string, std::vector<std::string>, std::less<>> of_roles;
  std::map<SecurityProfileId, std::vector<std::string>> of_profiles;
};

Permissions::Permissions() : rules_(std::make_shared<const Rules>()) {}
Permissions::~Permissions() = default;

Task<> Permissions::load(pg::Database& database) {
  auto tx = pg::Transaction::reading(database);
  const auto roles = records::Roles{tx}.list();
  const auto profiles = records::SecurityProfiles{tx}.list();
  co_await tx.commit();
  auto rules = std::make_shared<Rules>();
  for (auto& role : roles.value()) rules->of_roles.emplace(role.name, std::move(role.permissions));
  for (auto& profile : profiles.value()) {
    if (profile.is_active && !profile.permissions.empty())
      rules->of_profiles.emplace(profile.id, std::move(profile.permissions));
  }
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
}

std::shared_ptr<const Permissions::Rules> Permissions::rules() const {
  const std::lock_guard lock(mutex_);
  return rules_;
}

std::vector<std::string> Permissions::of(const std::vector<std::string>& roles,
                                         const std::optional<SecurityProfileId>& profile) const {
  const auto all = rules();
  std::vector<std::string> found;
  const auto add = [&](const auto& given, const auto& key) {
    const auto entry = given.find(key);
    if (entry != given.end()) found.insert(found.end(), entry->second.begin(), entry->second.end());
  };
  for (const auto& role : roles) add(all->of_roles, role);
  add(all->of_profiles, profile.value_or(records::default_profile_id));
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

}  // namespace gatehouse::services
