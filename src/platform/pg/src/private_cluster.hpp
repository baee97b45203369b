// The files of a private PostgreSQL: which installed version serves a cluster, how one is made, who
// may connect, and what a killed process left behind.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace gatehouse::pg {

/// A cluster as its server programs see it: they inherit the open folder as descriptor 3 and are
/// told this name for it. So they work even where their OS user may not pass through the folders
/// above (/root).
inline constexpr const char* inherited_folder = "/proc/self/fd/3";

/// An open folder. Throws std::system_error.
class Folder {
 public:
  explicit Folder(const std::filesystem::path& path);
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

/// The major version that made the cluster; empty when there is none.
std::optional<int> cluster_version(const std::filesystem::path& cluster);

/// Folder of the server programs: of exactly `version` when given, else of the newest one from 15
/// on. Looks into /usr/lib/postgresql/*/bin, then PATH. Throws PrivateServerError that says which
/// package is missing.
std::filesystem::path find_programs(std::optional<int> version);

struct NewCluster {
  std::filesystem::path path;
  std::filesystem::path bin_dir;
  std::string os_user;        ///< owner when this process is root
  std::filesystem::path log;  ///< receives initdb's output
  bool durable = true;        ///< false: not flushed to disk
};

/// Makes a cluster, which appears under its name only when it is complete. Throws
/// PrivateServerError.
void create_cluster(const NewCluster& wanted);

/// Lets the OS user of this process in, over the Unix socket, as `gatehouse` and `postgres`, and
/// nobody else.
void write_access_rules(const std::filesystem::path& cluster);

/// Stops server processes that still work on the cluster and removes their lock file. The caller
/// holds the lock on the data directory, so nobody supervises them. Throws PrivateServerError when
/// they do not go.
void clear_leftovers(const std::filesystem::path& cluster);

}  // namespace gatehouse::pg
