#include <algorithm>
#include <iostream>
#include <stdexcept>

#include <boost/json/array.hpp>

#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/security_profiles.hpp>
#include <gatehouse/records/security_profiles/roles.hpp>
#include <gatehouse/services/journal.hpp>

#include "access_commands.hpp"
#include "commands.hpp"
#include "named_account.hpp"

namespace gatehouse::app {
namespace {

namespace json = boost::json;
using Roles = std::vector<std::string>;

json::value roles_json(const Roles& roles) {
  return {{"roles", json::array(roles.begin(), roles.end())}};
}

void write_roles(pg::Transaction& tx, const records::Account& account, const Roles& roles,
                 Timestamp now) {
  records::Accounts{tx}.set_roles(account.id, roles, now);
  services::Journal{tx}.record({.type = "account.roles_changed",
                                .account = account.id,
                                .severity = records::Severity::high,
                                .old_values = roles_json(account.roles),
                                .new_values = roles_json(roles),
                                .actor = operator_name()},
                               std::nullopt, now);
}

void print(const records::Account& account, const Roles& roles) {
  std::cout << account.id.text();
  for (const auto& role : roles) std::cout << '\t' << role;
  std::cout << '\n';
}

}  // namespace

Task<int> set_account_profile(const config::Settings& settings, pg::Database& database,
                              std::string identifier, std::string profile) {
  const auto now = SystemClock{}.now();
  pg::Transaction tx{database};
  const auto account = co_await find_named(settings, tx, identifier);
  const auto before = records::SecurityProfiles{tx}.find_name_of(account.id);
  const auto changed = records::Accounts{tx}.set_security_profile(account.id, profile, now);
  co_await tx.flush();
  if (changed.value() == 0)
    throw std::runtime_error("there is no active security profile \"" + profile + "\"");
  services::Journal{tx}.record(
      {.type = "account.security_profile_changed",
       .account = account.id,
       .severity = records::Severity::medium,
       .old_values = json::value{{"security_profile", before.value().value_or("")}},
       .new_values = json::value{{"security_profile", profile}},
       .actor = operator_name()},
      std::nullopt, now);
  co_await tx.commit();
  std::cout << account.id.text() << '\t' << profile << '\n';
  co_return 0;
}

Task<int> add_account_role(const config::Settings& settings, pg::Database& database,
                           std::string identifier, std::string role) {
  const auto now = SystemClock{}.now();
  pg::Transaction tx{database};
  const auto account = co_await find_named(settings, tx, identifier);
  if (!co_await records::Roles{tx}.lock(role).get())
    throw std::runtime_error("there is no role \"" + role + "\"");
  auto roles = account.roles;
  if (std::ranges::find(roles, role) == roles.end()) {
    roles.push_back(role);
    write_roles(tx, account, roles, now);
  }
  co_await tx.commit();
  print(account, roles);
  co_return 0;
}

Task<int> remove_account_role(const config::Settings& settings, pg::Database& database,
                              std::string identifier, std::string role) {
  const auto now = SystemClock{}.now();
  pg::Transaction tx{database};
  const auto account = co_await find_named(settings, tx, identifier);
  auto roles = account.roles;
  if (std::erase(roles, role) == 0)
    throw std::runtime_error("the account does not have the role \"" + role + "\"");
  write_roles(tx, account, roles, now);
  co_await end_sessions(tx, account.id, "role_removed", now);
  co_await tx.commit();
  print(account, roles);
  co_return 0;
}

}  // namespace gatehouse::app
