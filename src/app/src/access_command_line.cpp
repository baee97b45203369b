#include "arguments.hpp"

namespace gatehouse::app {
namespace {

void add_profile_options(CLI::App& set, ProfileEdit& edit) {
  set.add_option("--permissions", edit.permissions, "separated by commas, or none");
  set.add_option("--networks", edit.networks, "from which one may sign in: 10.0.0.0/8,…; or any");
  set.add_option("--hours", edit.hours, "in which one may sign in: 08:00-18:00; or any");
  set.add_option("--time-zone", edit.time_zone, "of the hours, such as Asia/Dhaka (else UTC)");
  set.add_option("--mfa-required", edit.mfa_required, "whether a second factor is demanded");
  set.add_option("--allowed-methods", edit.allowed_methods,
                 "factors that count: totp,sms,email,hardware_key,biometric,push,qr; or none");
  set.add_option("--trusted-device-days", edit.trusted_device_days,
                 "how long a trusted device is spared the second factor");
  set.add_option("--enrolment-grace-days", edit.enrolment_grace_days,
                 "how long one may sign in without a demanded factor");
  set.add_option("--minimum-acr", edit.minimum_acr,
                 "levels that operations ask for: password.change=aal2,…; or none");
  set.add_option("--session-timeout", edit.session_timeout, "minutes without a refresh");
  set.add_option("--absolute-session-timeout", edit.absolute_session_timeout,
                 "minutes from the sign-in");
  set.add_option("--max-sessions", edit.max_sessions, "at one time");
  set.add_option("--active", edit.is_active,
                 "false: no further account gets it, and it gives no permissions");
}

void add_profile_commands(CLI::App& program, Arguments& a, Choice& choice) {
  auto* profile =
      program.add_subcommand("profile", "Work with security profiles")->require_subcommand(1);
  profile->add_subcommand("list", "Print every security profile, one JSON object a line")
      ->callback(on_database(
          a, choice, [](const auto&, pg::Database& database) { return list_profiles(database); },
          Schema::left_alone));
  const auto named = [&](const char* name, const char* help) {
    auto* added = profile->add_subcommand(name, help);
    added->add_option("name", a.profile, "name of the security profile")->required();
    return added;
  };
  named("show", "Print a security profile as JSON")
      ->callback(on_database(
          a, choice,
          [&a](const auto&, pg::Database& database) { return show_profile(database, a.profile); },
          Schema::left_alone));
  auto* set =
      named("set", "Change a security profile, or make one as a copy of that of new accounts");
  add_profile_options(*set, a.edit);
  set->callback(on_database(a, choice, [&a](const auto&, pg::Database& database) {
    return set_profile(database, a.profile, a.edit);
  }));
}

void add_role_commands(CLI::App& program, Arguments& a, Choice& choice) {
  auto* role = program.add_subcommand("role", "Work with roles")->require_subcommand(1);
  role->add_subcommand("list", "Print every role, one JSON object a line")
      ->callback(on_database(
          a, choice, [](const auto&, pg::Database& database) { return list_roles(database); },
          Schema::left_alone));
  auto* set = role->add_subcommand("set", "Give a role its permissions, or make it");
  set->add_option("name", a.role, "name of the role")->required();
  set->add_option("--permissions", a.permissions, "separated by commas, or none")->required();
  set->callback(on_database(a, choice, [&a](const auto&, pg::Database& database) {
    return set_role(database, a.role, a.permissions);
  }));
}

void add_account_role_commands(CLI::App& account, Arguments& a, Choice& choice) {
  auto* role = account.add_subcommand("role", "Give roles to an account")->require_subcommand(1);
  const auto command = [&](const char* name, const char* help, auto work) {
    auto* added = role->add_subcommand(name, help);
    added->add_option("identifier", a.identifier, "e-mail address, phone number or user name")
        ->required();
    added->add_option("role", a.role, "name of the role")->required();
    added->callback(on_database(
        a, choice, [&a, work](const config::Settings& settings, pg::Database& database) {
          return work(settings, database, a.identifier, a.role);
        }));
  };
  command("add", "Give an account a role; its next access token has it", &add_account_role);
  command("remove", "Take a role from an account and end its sessions", &remove_account_role);
}

}  // namespace

void add_access_commands(CLI::App& program, Arguments& a, Choice& choice) {
  add_profile_commands(program, a, choice);
  add_role_commands(program, a, choice);
  add_account_role_commands(*program.get_subcommand("account"), a, choice);
}

}  // namespace gatehouse::app
