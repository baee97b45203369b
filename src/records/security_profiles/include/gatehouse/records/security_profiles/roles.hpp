// Roles: permissions under a name, given to accounts (accounts.roles).
//
// Owns roles. A change notifies every instance, as that of a profile does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct Role {
  std::string name;
  std::vector<std::string> permissions;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Role, (), (name, permissions, created_at))

class Roles {
 public:
  explicit Roles(pg::Transaction& transaction) : tx_(transaction) {}

  /// By name.
  pg::Pending<std::vector<Role>> list();
  /// The role, its row locked until the transaction ends.
  pg::Pending<std::optional<Role>> lock(std::string name);
  /// Makes the role, or replaces the permissions of the one that there is.
  pg::Pending<std::int64_t> set(const Role& role);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
