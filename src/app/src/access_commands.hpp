// The commands about what accounts may do: roles and security profiles. Each returns the exit code and throws
// std::runtime_error with a sentence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::app {

/// What `profile set` was given. What is empty stays as it is. Lists are separated by commas, "none" is the empty one.
struct ProfileEdit {
  std::optional<std::string> permissions;
  std::optional<std::string> networks;   ///< "any" lifts the restriction
  std::optional<std::string> hours;      ///< "08:00-18:00"; "any" lifts the restriction
  std::optional<std::string> time_zone;  ///< of the hours
  std::optional<bool> mfa_required;
  std::optional<std::string> allowed_methods;
  std::optional<std::int32_t> trusted_device_days;
  std::optional<std::int32_t> enrolment_grace_days;
  std::optional<std::string> minimum_acr;                ///< "password.change=aal2"
  std::optional<std::int32_t> session_timeout;           ///< minutes
  std::optional<std::int32_t> absolute_session_timeout;  ///< minutes
  std::optional<std::int32_t> max_sessions;
  std::optional<bool> is_active;
};

/// One JSON object a line.
Task<int> list_profiles(pg::Database& database);
Task<int> show_profile(pg::Database& database, std::string name);
/// Changes the profile, or makes it: a new one begins as a copy of that of new accounts.
Task<int> set_profile(pg::Database& database, std::string name, ProfileEdit edit);

/// One JSON object a line.
Task<int> list_roles(pg::Database& database);
/// Makes the role, or replaces its permissions.
Task<int> set_role(pg::Database& database, std::string name, std::string permissions);

Task<int> set_account_profile(const config::Settings& settings, pg::Database& database,
                              std::string identifier, std::string profile);
/// The next access token has the role.
Task<int> add_account_role(const config::Settings& settings, pg::Database& database,
                           std::string identifier, std::string role);
/// Also ends the account's sessions: tokens that state the role must not live on.
Task<int> remove_account_role(const config::Settings& settings, pg::Database& database,
                              std::string identifier, std::string role);

}  // namespace gatehouse::app
