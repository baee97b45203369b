#include "private_cluster.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gatehouse/platform/pg/private_server.hpp>
#include <gatehouse/platform/runtime/process.hpp>

namespace gatehouse::pg {
namespace {

namespace fs = std::filesystem;

constexpr int oldest_version = 15;

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end != text.data() ? std::optional(number) : std::nullopt;
}

/// First line of a file; empty when it cannot be read.
std::string first_line(const fs::path& path) {
  std::string line;
  std::getline(std::ifstream(path) >> std::ws, line);
  return line;
}

/// Version of the `postgres` found in PATH, and its folder.
std::optional<std::pair<int, fs::path>> programs_in_path() {
  FILE* pipe = popen("command -v postgres && postgres --version", "r");
  if (!pipe) return std::nullopt;
  char path[4096] = "";
  char version[256] = "";
  const bool found =
      std::fgets(path, sizeof path, pipe) && std::fgets(version, sizeof version, pipe);
  pclose(pipe);
  if (!found) return std::nullopt;
  const std::string_view line = version;  // postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)
  const auto digit = line.find_first_of("0123456789");
  const auto number = parse_number(line.substr(std::min(digit, line.size())));
  if (!number) return std::nullopt;
  return std::pair{
      *number,
      fs::path(std::string_view(path).substr(0, std::string_view(path).find('\n'))).parent_path()};
}

std::map<int, fs::path> installed_programs() {
  std::map<int, fs::path> result;
  if (const auto found = programs_in_path()) result.insert(*found);
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    const auto version = parse_number(entry.path().filename().string());
    const fs::path bin = entry.path() / "bin";
    if (version && access((bin / "postgres").c_str(), X_OK) == 0) result[*version] = bin;
  }
  return result;
}

/// The server processes whose working directory is the cluster.
std::vector<pid_t> server_processes(const fs::path& cluster) {
  std::vector<pid_t> result;
  std::error_code ignored;
  const fs::path folder = fs::canonical(cluster, ignored);
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const auto pid = parse_number(entry.path().filename().string());
    if (!pid || first_line(entry.path() / "comm") != "postgres") continue;
    std::error_code unreadable;
    if (fs::read_symlink(entry.path() / "cwd", unreadable) == folder) result.push_back(*pid);
  }
  return result;
}

bool gone_within(const fs::path& cluster, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!server_processes(cluster).empty()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return true;
}

/// Replaces the content of a file that initdb made. The folder belongs to another OS user, so links
/// are not followed.
void rewrite(const fs::path& path, const std::string& content) {
  const int file = open(path.c_str(), O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);
  const bool written = file >= 0 && write(file, content.data(), content.size()) ==
                                        static_cast<ssize_t>(content.size());
  const int error = errno;
  if (file >= 0) close(file);
  if (!written) {
    throw PrivateServerError(
        fmt::format("Cannot write {}: {}", path.string(), std::system_category().message(error)));
  }
}

}  // namespace

Folder::Folder(const fs::path& path)
    : descriptor_(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::system_category(), path.string());
}

Folder::~Folder() { close(descriptor_); }

std::optional<int> cluster_version(const fs::path& cluster) {
  return parse_number(first_line(cluster / "PG_VERSION"));
}

fs::path find_programs(std::optional<int> version) {
  const auto installed = installed_programs();
  if (version) {
    const auto found = installed.find(*version);
    if (found != installed.end()) return found->second;
    const auto other = installed.empty()
                           ? std::string("none is installed")
                           : fmt::format("version {} is installed", installed.rbegin()->first);
    throw PrivateServerError(
        fmt::format("The database in the data directory was made by PostgreSQL {0}, but {1}. "
                    "Install the package postgresql-{0}, or "
                    "move the data with pg_upgrade.",
                    *version, other));
  }
  if (installed.empty() || installed.rbegin()->first < oldest_version) {
    throw PrivateServerError(
        fmt::format("PostgreSQL {} or newer is not installed. Install the package postgresql, or "
                    "configure database.url.",
                    oldest_version));
  }
  return installed.rbegin()->second;
}

void create_cluster(const NewCluster& wanted) {
  const fs::path unfinished = wanted.path.string() + ".new";
  fs::remove_all(unfinished);
  fs::create_directory(unfinished);
  fs::permissions(unfinished, fs::perms::owner_all);
  if (geteuid() == 0) {
    const passwd* owner = getpwnam(wanted.os_user.c_str());
    if (!owner || chown(unfinished.c_str(), owner->pw_uid, owner->pw_gid) != 0) {
      throw PrivateServerError(fmt::format(
          "PostgreSQL does not run as root and the OS user '{}' is not usable.", wanted.os_user));
    }
  }
  std::vector<std::string> argv{(wanted.bin_dir / "initdb").string(),
                                "--pgdata",
                                inherited_folder,
                                "--username=postgres",
                                "--auth=peer",
                                "--encoding=UTF8",
                                "--locale=C.UTF-8",
                                "--data-checksums",
                                "--no-instructions"};
  if (!wanted.durable) argv.emplace_back("--no-sync");
  const Folder folder(unfinished);
  runtime::Process initdb({.argv = std::move(argv),
                           .directory = "/",
                           .output = wanted.log,
                           .descriptor = folder.descriptor(),
                           .user = wanted.os_user});
  if (initdb.wait() != 0) {
    throw PrivateServerError("initdb failed; its output is in " + wanted.log.string());
  }
  fs::rename(unfinished, wanted.path);
}

void write_access_rules(const fs::path& cluster) {
  const passwd* self = getpwuid(geteuid());
  if (!self) {
    throw PrivateServerError(
        fmt::format("The OS user {} has no name, which PostgreSQL's peer authentication needs. Add "
                    "it to /etc/passwd, or configure "
                    "database.url.",
                    geteuid()));
  }
  rewrite(cluster / "pg_hba.conf", "local all all peer map=gatehouse\n");
  rewrite(cluster / "pg_ident.conf",
          fmt::format("gatehouse \"{0}\" gatehouse\ngatehouse \"{0}\" postgres\n", self->pw_name));
}

void clear_leftovers(const fs::path& cluster) {
  const auto running = server_processes(cluster);
  const auto postmaster = parse_number(first_line(cluster / "postmaster.pid"));
  const bool supervised = postmaster && std::ranges::find(running, *postmaster) != running.end();
  if (supervised) kill(*postmaster, SIGINT);
  if (!supervised || !gone_within(cluster, std::chrono::seconds{10})) {
    for (const pid_t pid : server_processes(cluster)) kill(pid, SIGQUIT);
  }
  if (!gone_within(cluster, std::chrono::seconds{5})) {
    throw PrivateServerError("Processes of an earlier PostgreSQL still use " + cluster.string() +
                             " and do not stop.");
  }
  fs::remove(cluster / "postmaster.pid");
}

}  // namespace gatehouse::pg
