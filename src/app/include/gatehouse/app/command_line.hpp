// The program's commands.
#pragma once

namespace gatehouse::app {

/// Runs the command that the arguments name. Returns the exit code: 0 done, 1 failed, 2 wrong usage or configuration.
int run_command_line(int argc, char** argv);

}  // namespace gatehouse::app
