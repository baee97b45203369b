// A PostgreSQL of one's own: with no database address configured, Gatehouse creates a cluster in
// its data directory, from the installed package's programs, and runs it for as long as itself
// runs.
//
// It listens on a Unix socket only, and only the OS user of this process gets in (peer). Started as
// root, the server runs as another OS user, for PostgreSQL refuses root. At most one process uses a
// cluster (file lock); what a killed process left behind is stopped or cleaned up by the next
// start. All functions block: they belong to the start and the end of a program.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gatehouse/platform/runtime/process.hpp>

namespace gatehouse::pg {

/// Why there is no private server, as a sentence for the operator that says what to do.
class PrivateServerError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct PrivateServerOptions {
  /// Holds postgresql/ (the cluster), postgresql.log and postgresql.lock. Made when missing.
  std::filesystem::path data_dir;
  /// Who runs the server when this process is root.
  std::string os_user = "postgres";
  /// Folder of `postgres` and `initdb`; empty: the version of the existing cluster, else the
  /// newest, at least 15, of /usr/lib/postgresql/*/bin and PATH.
  std::filesystem::path bin_dir;
  /// Server settings that win over this class's own.
  std::vector<std::pair<std::string, std::string>> settings;
  /// Until it must accept connections, crash recovery included.
  std::chrono::seconds start_limit{60};
};

class PrivateServer {
 public:
  /// Creates the cluster if there is none and returns when the server accepts connections. The
  /// server gets a fast shutdown from the kernel when the calling thread ends: call it from the
  /// main thread. Throws PrivateServerError.
  explicit PrivateServer(PrivateServerOptions options);
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;
  ~PrivateServer();

  /// Fast shutdown; after 10 seconds immediate shutdown. Does nothing when it does not run.
  void stop() noexcept;
  /// Starts it again after stop() or its death.
  void start();
  /// False when the server has exited by itself; start() brings it back.
  bool running() noexcept;

  /// libpq connection string of the service: role `gatehouse`, which owns the database `gatehouse`
  /// and nothing else.
  std::string conninfo() const;
  /// Of the superuser `postgres` in `database`, for tests and maintenance.
  std::string admin_conninfo(const std::string& database = "postgres") const;
  /// The server's process id, 0 when it does not run.
  pid_t pid() const noexcept { return process_ ? process_->pid() : 0; }

 private:
  class Lock;

  void launch(const std::filesystem::path& bin_dir);
  void wait_until_ready();
  void ensure_database() const;

  PrivateServerOptions options_;
  std::unique_ptr<Lock> lock_;
  std::filesystem::path cluster_;
  std::filesystem::path log_;
  std::filesystem::path socket_dir_;
  std::optional<runtime::Process> process_;
};

}  // namespace gatehouse::pg
