// What to say about a command that there is none of.
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace gatehouse::app {

/// A sentence when one of the words names no subcommand where one must stand, with the nearest name if one is near;
/// empty when every word does.
std::optional<std::string> find_unknown_command(const CLI::App& program, int argc,
                                                const char* const* argv);

}  // namespace gatehouse::app
