#include <gatehouse/services/password_policy/new_accounts.hpp>

#include <gatehouse/records/security_profiles.hpp>

namespace gatehouse::services {

Task<bool> new_accounts_have_factor(pg::Database& database) {
  auto tx = pg::Transaction::reading(database);
  const auto profile =
      co_await records::SecurityProfiles{tx}.find(std::string(records::default_profile_name)).get();
  co_return profile && profile->mfa_required;
}

}  // namespace gatehouse::services
