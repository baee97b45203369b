// A child process that never outlives its parent.
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace gatehouse::runtime {

/// What to run and how.
struct Command {
  std::vector<std::string> argv;    ///< argv[0] is looked up in PATH unless it holds a slash
  std::filesystem::path directory;  ///< working directory; empty: the parent's
  std::filesystem::path output;     ///< stdout and stderr are appended here; empty: the parent's
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to the parent's
  int descriptor = -1;         ///< an open file that the child has as descriptor 3; -1: none
  std::string user;            ///< the OS user, when the parent is root; empty: the parent's
  int death_signal = SIGKILL;  ///< from the kernel, when the constructing thread ends
};

/// Runs from construction until it exits or the Process is destroyed, in a session of its own, so
/// that Ctrl-C in a terminal reaches only the parent. Not thread-safe. Blocking: for start and stop
/// of the program and for tests.
class Process {
 public:
  /// Throws std::system_error when the program cannot be started (also when it does not exist or
  /// the user is unknown).
  explicit Process(const Command& command);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  /// Kills it with SIGKILL if it still runs.
  ~Process();

  pid_t pid() const noexcept { return pid_; }
  /// Does nothing once the exit has been seen, so that it never reaches another process of the same
  /// number.
  void signal(int number) noexcept;
  bool running() noexcept { return !wait_for(std::chrono::milliseconds{0}).has_value(); }
  /// The exit code, or 128 + signal number as shells say; empty when it still runs after `limit`.
  std::optional<int> wait_for(std::chrono::milliseconds limit) noexcept;
  /// Waits as long as it takes.
  int wait() noexcept;

 private:
  std::optional<int> poll(int flags) noexcept;

  pid_t pid_ = -1;
  std::optional<int> status_;
};

}  // namespace gatehouse::runtime
