// The built program, run as an operator runs it, on a data directory and a port that stay its own over restarts.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gatehouse/platform/runtime/process.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "exchange.hpp"

namespace gatehouse::fault {

inline constexpr auto password = "seven purple lanterns drift";

class Program {
 public:
  using Settings = std::vector<std::pair<std::string, std::string>>;

  /// Starts it and waits until it is ready. `settings` are environment variables. Throws std::runtime_error with the
  /// end of its log.
  explicit Program(Settings settings = {});

  void start();
  /// Runs a command of the program with the same settings; what it prints. Throws std::runtime_error when it fails.
  std::string command(const std::vector<std::string>& arguments) const;
  void signal(int number) { process_->signal(number); }
  bool running() { return process_->running(); }
  /// The exit code, as runtime::Process::wait_for gives it.
  std::optional<int> wait_for(std::chrono::milliseconds limit) { return process_->wait_for(limit); }

  std::uint16_t port() const noexcept { return port_; }
  /// Connection string of the private server.
  std::string private_database() const;
  /// Process id of the private server, as it wrote it down.
  pid_t postmaster() const;
  /// What the program has written so far.
  std::string log() const;

  std::optional<Answer> send(const Request& request) const { return fault::send(port_, request); }
  std::optional<Answer> sign_in(const std::string& email, int number) const;
  std::optional<Answer> start_registration(const std::string& email, int number) const;
  /// The code of the newest message to `email`; empty when none comes within `limit`.
  std::string code_for(const std::string& email,
                       std::chrono::milliseconds limit = std::chrono::seconds{5}) const;
  /// Registers and verifies; the answer with the tokens.
  Answer sign_up(const std::string& email, int number) const;

 private:
  test::TempDir folder_;
  std::uint16_t port_ = test::free_port();
  Settings settings_;
  std::optional<runtime::Process> process_;
};

/// The value of a query's first column and row, as text; empty when there is none. Throws std::runtime_error.
std::string ask(const std::string& conninfo, const std::string& sql);

}  // namespace gatehouse::fault
