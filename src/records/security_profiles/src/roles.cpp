#include <gatehouse/records/security_profiles/roles.hpp>

#include <gatehouse_sql/security_profiles.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<Role()> list_query{sql::security_profiles::list_roles};
const pg::Query<Role(std::string)> lock_query{sql::security_profiles::lock_role};
const pg::Query<void(std::string, std::vector<std::string>, Timestamp)> set_query{
    sql::security_profiles::set_role};

}  // namespace

pg::Pending<std::vector<Role>> Roles::list() { return tx_.list(list_query); }

pg::Pending<std::optional<Role>> Roles::lock(std::string name) {
  return tx_.optional(lock_query, name);
}

pg::Pending<std::int64_t> Roles::set(const Role& role) {
  return tx_.execute(set_query, role.name, role.permissions, role.created_at);
}

}  // namespace gatehouse::records
