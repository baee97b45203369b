#include <gatehouse/services/policy/rules.hpp>

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>

#include <gatehouse/services/policy.hpp>

namespace gatehouse::services {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t most_permissions = 100;
constexpr std::int32_t longest_timeout = 10 * 366 * 24 * 60;  // minutes
constexpr std::int32_t longest_trust = 3660;                  // days
constexpr std::int32_t most_sessions = 1000;

constexpr std::array<std::string_view, 7> methods{"totp",      "sms",  "email", "hardware_key",
                                                  "biometric", "push", "qr"};

std::string check_permissions(const std::vector<std::string>& permissions) {
  if (permissions.size() > most_permissions) return "there are too many permissions";
  for (const auto& permission : permissions) {
    if (!is_rule_name(permission))
      return "\"" + permission + "\" is no name of a permission, such as accounts.read";
  }
  return {};
}

std::string operations() {
  std::string names;
  for (const auto one : levelled_operations) names.append(names.empty() ? "" : ", ").append(one);
  return names;
}

std::string check_levels(const boost::json::value& levels) {
  if (!levels.is_object()) return "minimum_acr is an object";
  for (const auto& [name, level] : levels.get_object()) {
    const std::string_view operation = name;
    const auto* text = level.if_string();
    if (std::ranges::find(levelled_operations, operation) == levelled_operations.end())
      return "\"" + std::string(operation) + "\" is no operation with a level: " + operations();
    if (text == nullptr || (*text != "aal2" && *text != "aal3")) return "a level is aal2 or aal3";
  }
  return {};
}

std::string check_range(std::int32_t value, std::int32_t low, std::int32_t high,
                        const std::string& what) {
  if (value >= low && value <= high) return {};
  return what + " is between " + std::to_string(low) + " and " + std::to_string(high);
}

}  // namespace

bool is_rule_name(std::string_view name) noexcept {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_allowed = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= longest_name && is_letter(name.front()) &&
         std::ranges::all_of(name, is_allowed);
}

std::string check_role(const records::Role& role) {
  if (!is_rule_name(role.name))
    return "\"" + role.name + "\" is no name of a role, such as support";
  return check_permissions(role.permissions);
}

std::string check_profile(const records::SecurityProfile& profile) {
  if (!is_rule_name(profile.profile_name))
    return "\"" + profile.profile_name + "\" is no name of a security profile, such as staff";
  if (!profile.is_active && profile.id == records::default_profile_id)
    return "new accounts have this profile: it stays active";
  if (profile.session_timeout > profile.absolute_session_timeout)
    return "the session time-out must not exceed the absolute one";
  for (const auto& method : profile.allowed_methods) {
    if (std::ranges::find(methods, method) == methods.end())
      return "\"" + method + "\" is no second factor: totp, sms, email, hardware_key, biometric, " +
             "push, qr";
  }
  for (const auto& problem :
       {check_permissions(profile.permissions), check_restrictions(profile.restrictions),
        check_levels(profile.minimum_acr),
        check_range(profile.session_timeout, 1, longest_timeout, "the session time-out in minutes"),
        check_range(profile.absolute_session_timeout, 1, longest_timeout,
                    "the absolute session time-out in minutes"),
        check_range(profile.max_sessions, 1, most_sessions, "the number of sessions"),
        check_range(profile.trusted_device_days, 0, longest_trust, "the trust in devices in days"),
        check_range(profile.enrolment_grace_days, 0, longest_trust,
                    "the grace for enrolment in days")}) {
    if (!problem.empty()) return problem;
  }
  return {};
}

}  // namespace gatehouse::services
