#include "access_commands.hpp"

#include <algorithm>
#include <iostream>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/records/security_profiles.hpp>
#include <gatehouse/records/security_profiles/roles.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/policy/rules.hpp>

#include "commands.hpp"

namespace gatehouse::app {
namespace {

namespace json = boost::json;
using records::SecurityProfile;

json::array to_json(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

json::object to_json(const SecurityProfile& profile) {
  return {{"name", profile.profile_name},
          {"permissions", to_json(profile.permissions)},
          {"restrictions", profile.restrictions},
          {"mfa_required", profile.mfa_required},
          {"allowed_methods", to_json(profile.allowed_methods)},
          {"trusted_device_days", profile.trusted_device_days},
          {"enrolment_grace_days", profile.enrolment_grace_days},
          {"minimum_acr", profile.minimum_acr},
          {"session_timeout", profile.session_timeout},
          {"absolute_session_timeout", profile.absolute_session_timeout},
          {"max_sessions", profile.max_sessions},
          {"is_active", profile.is_active}};
}

json::object to_json(const records::Role& role) {
  return {{"name", role.name}, {"permissions", to_json(role.permissions)}};
}

void print(const json::object& object) { std::cout << json::serialize(object) << '\n'; }

// "a, b" as a and b; "none" as nothing.
std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> items;
  if (text == "none") return items;
  for (const auto part : split(text, ',')) items.emplace_back(trim(part));
  return items;
}

void edit_hours(json::object& restrictions, const ProfileEdit& edit) {
  if (edit.hours == "any") {
    restrictions.erase("hours");
  } else if (edit.hours) {
    const auto parts = split(*edit.hours, '-');
    if (parts.size() != 2) throw std::runtime_error("hours are written 08:00-18:00");
    auto& hours = restrictions["hours"];
    if (!hours.is_object()) hours = json::object{};
    hours.get_object()["from"] = trim(parts[0]);
    hours.get_object()["to"] = trim(parts[1]);
  }
  if (!edit.time_zone) return;
  auto* hours = restrictions.if_contains("hours");
  if (hours == nullptr || !hours->is_object())
    throw std::runtime_error("a time zone is that of the hours: give --hours too");
  hours->get_object().erase("utc_offset_minutes");
  hours->get_object()["time_zone"] = *edit.time_zone;
}

// "password.change=aal2, factor.add=aal3"
json::object parse_levels(std::string_view text) {
  json::object levels;
  for (const auto& item : parse_list(text)) {
    const auto equals = item.find('=');
    if (equals == std::string::npos)
      throw std::runtime_error("a level is written password.change=aal2");
    levels[item.substr(0, equals)] = item.substr(equals + 1);
  }
  return levels;
}

void apply(const ProfileEdit& edit, SecurityProfile& profile) {
  const auto replace = [](auto& value, const auto& given) {
    if (given) value = *given;
  };
  if (edit.permissions) profile.permissions = parse_list(*edit.permissions);
  if (edit.allowed_methods) profile.allowed_methods = parse_list(*edit.allowed_methods);
  if (edit.minimum_acr) profile.minimum_acr = parse_levels(*edit.minimum_acr);
  if (!profile.restrictions.is_object()) profile.restrictions = json::object{};
  auto& restrictions = profile.restrictions.get_object();
  if (edit.networks == "any") {
    restrictions.erase("networks");
  } else if (edit.networks) {
    restrictions["networks"] = to_json(parse_list(*edit.networks));
  }
  edit_hours(restrictions, edit);
  replace(profile.mfa_required, edit.mfa_required);
  replace(profile.trusted_device_days, edit.trusted_device_days);
  replace(profile.enrolment_grace_days, edit.enrolment_grace_days);
  replace(profile.session_timeout, edit.session_timeout);
  replace(profile.absolute_session_timeout, edit.absolute_session_timeout);
  replace(profile.max_sessions, edit.max_sessions);
  replace(profile.is_active, edit.is_active);
}

void require(const std::string& problem) {
  if (!problem.empty()) throw std::runtime_error(problem);
}

}  // namespace

Task<int> list_profiles(pg::Database& database) {
  auto tx = pg::Transaction::reading(database);
  for (const auto& profile : co_await records::SecurityProfiles{tx}.list().get())
    print(to_json(profile));
  co_return 0;
}

Task<int> show_profile(pg::Database& database, std::string name) {
  auto tx = pg::Transaction::reading(database);
  const auto profile = co_await records::SecurityProfiles{tx}.find(name).get();
  if (!profile) throw std::runtime_error("there is no security profile \"" + name + "\"");
  print(to_json(*profile));
  co_return 0;
}

Task<int> set_profile(pg::Database& database, std::string name, ProfileEdit edit) {
  const auto now = SystemClock{}.now();
  pg::Transaction tx{database};
  records::SecurityProfiles profiles{tx};
  const auto before = co_await profiles.lock(name).get();
  auto profile = before;
  if (!profile) {
    profile = co_await profiles.find(std::string(records::default_profile_name)).get();
    if (!profile) throw std::runtime_error("the profile of new accounts is missing");
    profile->id = SecurityProfileId::make(now);
    profile->profile_name = name;
    profile->created_at = now;
  }
  profile->updated_at = now;
  apply(edit, *profile);
  require(services::check_profile(*profile));
  const auto old = before ? std::optional(to_json(*before)) : std::nullopt;
  if (old != to_json(*profile)) {
    const auto written = before ? profiles.update(*profile) : profiles.create(*profile);
    co_await tx.flush();
    if (written.value() == 0)
      throw std::runtime_error("somebody has just made this profile: look at it and try again");
    services::Journal{tx}.record(services::RuleChange{.type = before ? "security_profile.changed"
                                                                     : "security_profile.created",
                                                      .resource_type = "security_profile",
                                                      .resource_id = name,
                                                      .old_values = old,
                                                      .new_values = to_json(*profile),
                                                      .actor = operator_name()},
                                 now);
  }
  co_await tx.commit();
  print(to_json(*profile));
  co_return 0;
}

Task<int> list_roles(pg::Database& database) {
  auto tx = pg::Transaction::reading(database);
  for (const auto& role : co_await records::Roles{tx}.list().get()) print(to_json(role));
  co_return 0;
}

Task<int> set_role(pg::Database& database, std::string name, std::string permissions) {
  const auto now = SystemClock{}.now();
  const records::Role role{name, parse_list(permissions), now};
  require(services::check_role(role));
  pg::Transaction tx{database};
  records::Roles roles{tx};
  const auto before = co_await roles.lock(name).get();
  const auto old = before ? std::optional(to_json(*before)) : std::nullopt;
  if (old != to_json(role)) {
    roles.set(role);
    services::Journal{tx}.record(
        services::RuleChange{.type = before ? "role.changed" : "role.created",
                             .resource_type = "role",
                             .resource_id = name,
                             .old_values = old,
                             .new_values = to_json(role),
                             .actor = operator_name()},
        now);
  }
  co_await tx.commit();
  print(to_json(role));
  co_return 0;
}

}  // namespace gatehouse::app
