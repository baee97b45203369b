// Whether a role or a security profile can be written as it is. Whoever writes one asks here first.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <gatehouse/records/security_profiles.hpp>
#include <gatehouse/records/security_profiles/roles.hpp>

namespace gatehouse::services {

/// What a profile's minimum_acr can ask a level of: the operations that required_level() is asked about.
inline constexpr std::array<std::string_view, 5> levelled_operations{
    "factor.add", "factor.remove", "backup_codes.renew", "device.trust", "password.change"};

/// True for 1 to 64 lower-case ASCII letters, digits, dots, hyphens and underscores that begin with a letter: what
/// roles, profiles and permissions are called. Names travel in headers, separated by commas.
bool is_rule_name(std::string_view name) noexcept;

/// Empty when the role can be written, else a sentence that says what is wrong.
std::string check_role(const records::Role& role);

/// The same of a profile: names, restrictions, factors, levels, times in their bounds, and that the profile of new
/// accounts stays active.
std::string check_profile(const records::SecurityProfile& profile);

}  // namespace gatehouse::services
