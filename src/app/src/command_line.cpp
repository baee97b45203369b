#include <gatehouse/app/command_line.hpp>

#include <cstdio>
#include <iostream>

#include <gatehouse/app/documents.hpp>
#include <gatehouse/platform/api/openapi.hpp>
#include <gatehouse/platform/config/config.hpp>
#include <gatehouse/platform/pg/migrate.hpp>

#include "arguments.hpp"
#include "environment.hpp"
#include "suggestion.hpp"
#include "version.hpp"

namespace gatehouse::app {
namespace {

int migrate(const config::Settings& settings) {
  const DatabaseAccess access(settings);
  const auto report = pg::migrate(access.conninfo());
  for (const auto& name : report.applied) std::cout << "applied " << name << '\n';
  std::cout << "schema version " << report.version << '\n';
  return 0;
}

// A password is never an argument: others could read it in the list of processes.
Secret read_password() {
  std::string line;
  std::getline(std::cin, line);
  return Secret{std::move(line)};
}

void add_account_commands(CLI::App& program, Arguments& a, Choice& choice) {
  auto* account = program.add_subcommand("account", "Work with one account")->require_subcommand(1);
  const auto command = [&](const char* name, const char* help) {
    auto* added = account->add_subcommand(name, help);
    added->add_option("identifier", a.identifier, "e-mail address, phone number or user name")
        ->required();
    return added;
  };
  auto* create = command("create", "Make an account; the password is read from standard input");
  create->add_option("--display-name", a.display_name, "the name that people see");
  create->callback(
      on_database(a, choice, [&a](const config::Settings& settings, pg::Database& database) {
        return create_account(settings, database, a.identifier, read_password(), a.display_name);
      }));
  auto* lock = command("lock", "Lock an account and end its sessions");
  lock->add_option("--reason", a.reason, "for the audit trail");
  lock->callback(
      on_database(a, choice, [&a](const config::Settings& settings, pg::Database& database) {
        return set_account_status(settings, database, a.identifier, true, a.reason);
      }));
  command("unlock", "Let a locked account sign in again")
      ->callback(
          on_database(a, choice, [&a](const config::Settings& settings, pg::Database& database) {
            return set_account_status(settings, database, a.identifier, false, "");
          }));
  auto* profile = command("profile", "Give an account another security profile");
  profile->add_option("profile", a.profile, "name of the security profile")->required();
  profile->callback(
      on_database(a, choice, [&a](const config::Settings& settings, pg::Database& database) {
        return set_account_profile(settings, database, a.identifier, a.profile);
      }));
  auto* sessions = program.add_subcommand("sessions", "Work with sessions")->require_subcommand(1);
  auto* revoke = sessions->add_subcommand("revoke", "End every session of an account");
  revoke->add_option("identifier", a.identifier, "e-mail address, phone number or user name")
      ->required();
  revoke->callback(
      on_database(a, choice, [&a](const config::Settings& settings, pg::Database& database) {
        return revoke_sessions(settings, database, a.identifier);
      }));
}

void add_service_commands(CLI::App& program, Arguments& a, Choice& choice) {
  const auto choose = [&choice](auto work) { return [&choice, work] { choice = work; }; };
  program.add_subcommand("serve", "Run the service")->callback(choose([&a] {
    return serve(load_settings(a.config));
  }));
  program.add_subcommand("migrate", "Bring the database's schema up to date")
      ->callback(choose([&a] { return migrate(load_settings(a.config)); }));
  program.add_subcommand("doctor", "Show the settings (without secrets) and check what they need")
      ->callback(choose([&a] { return doctor(load_settings(a.config)); }));
  program.add_subcommand("openapi", "Print the OpenAPI 3.1 document")->callback(choose([] {
    std::cout << openapi_document();
    return 0;
  }));
  program.add_subcommand("errors", "Print the error catalogue as JSON")->callback(choose([] {
    std::cout << api::errors_document();
    return 0;
  }));
  program.add_subcommand("config", "Print every setting with its default, as TOML")
      ->callback(choose([] {
        std::cout << config::reference();
        return 0;
      }));
  auto* keys = program.add_subcommand("keys", "Work with signing keys")->require_subcommand(1);
  keys->add_subcommand(
          "rotate",
          "Make a new signing key; the old one stays published until its tokens have expired")
      ->callback(on_database(a, choice, &rotate_keys));
  keys->add_subcommand("rewrap",
                       "Seal every stored key under the first key-encryption key, so that the "
                       "others can be removed; prints how many were sealed anew")
      ->callback(on_database(a, choice, &rewrap_keys));
  program.add_subcommand("user-count", "Print the number of accounts")
      ->callback(on_database(
          a, choice, [](const auto&, pg::Database& database) { return count_users(database); },
          Schema::left_alone));
  auto* deliveries =
      program.add_subcommand("deliveries", "Work with queued messages")->require_subcommand(1);
  deliveries->add_subcommand("dead", "List messages that will never be sent, newest first")
      ->callback(on_database(
          a, choice,
          [](const auto&, pg::Database& database) { return list_dead_deliveries(database); },
          Schema::left_alone));
}

}  // namespace

int run_command_line(int argc, char** argv) {
  Arguments arguments;
  Choice choice;
  CLI::App program("Gatehouse: user accounts and identity.");
  program.set_version_flag("--version", std::string(version));
  program.add_option(
      "-c,--config", arguments.config,
      "TOML file (else $GATEHOUSE_CONFIG; settings can also be GATEHOUSE_* variables)");
  program.require_subcommand(1);
  program.fallthrough();
  add_service_commands(program, arguments, choice);
  add_account_commands(program, arguments, choice);
  add_access_commands(program, arguments, choice);
  if (const auto unknown = find_unknown_command(program, argc, argv)) {
    std::cerr << "gatehouse: " << *unknown << "\nRun with --help for more information.\n";
    return 2;
  }
  try {
    program.parse(argc, argv);
    return choice();
  } catch (const CLI::ParseError& error) {
    const int code = program.exit(error);
    return code == 0 ? 0 : 2;
  } catch (const ConfigurationError& error) {
    std::cerr << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "gatehouse: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace gatehouse::app
