// What accounts may do beside their own affairs, in memory: a token names the roles and the security profile of its
// account, and these have permissions.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::services {

/// Whoever has this permission is an operator.
inline constexpr std::string_view operator_permission = "operator";

/// Thread-safe; replaced whole when roles or profiles change.
class Permissions {
 public:
  Permissions();
  ~Permissions();

  /// Reads roles and security profiles. Throws Unavailable.
  Task<> load(pg::Database& database);

  /// Those of the roles and of the profile (empty: that of new accounts), sorted, each once. Unknown names and profiles
  /// that are not active give none, and neither does anything before load().
  std::vector<std::string> of(const std::vector<std::string>& roles,
                              const std::optional<SecurityProfileId>& profile) const;

 private:
  struct Rules;
  std::shared_ptr<const Rules> rules() const;

  mutable std::mutex mutex_;
  std::shared_ptr<const Rules> rules_;
};

}  // namespace gatehouse::services
