// What was written on the command line, and what it chose to do.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "access_commands.hpp"
#include "commands.hpp"

namespace gatehouse::app {

struct Arguments {
  std::string config;
  std::string identifier;
  std::string display_name;
  std::string reason;
  std::string role;
  std::string profile;
  std::string permissions;
  ProfileEdit edit;
};

/// Run after the whole line was understood.
using Choice = std::function<int()>;
using DatabaseWork = std::function<Task<int>(const config::Settings&, pg::Database&)>;

/// The callback of a subcommand that works on the database. `a` and `choice` outlive the parsing.
std::function<void()> on_database(const Arguments& a, Choice& choice, DatabaseWork work,
                                  Schema schema = Schema::brought_up_to_date);

/// Adds `role`, `profile` and `account role` to the commands; `account` is there already.
void add_access_commands(CLI::App& program, Arguments& a, Choice& choice);

}  // namespace gatehouse::app
