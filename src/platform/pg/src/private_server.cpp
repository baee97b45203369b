#include <gatehouse/platform/pg/private_server.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <gatehouse_sql/pg.hpp>

#include "private_cluster.hpp"

namespace gatehouse::pg {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::uintmax_t log_limit = 16U << 20;
constexpr std::size_t longest_socket_path = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::string_view socket_file = "/.s.PGSQL.5432";

/// The last lines of the server's log, for the operator who sees that it did not start.
std::string log_tail(const fs::path& log) {
  std::ifstream file(log, std::ios::ate);
  const auto size = static_cast<std::streamoff>(file.tellg());
  file.seekg(std::max<std::streamoff>(0, size - 600));
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Where clients find the socket: the cluster itself, or a private folder under /tmp when that path
/// would be too long.
fs::path socket_folder(const fs::path& cluster) {
  if (cluster.string().size() + socket_file.size() <= longest_socket_path) return cluster;
  return fmt::format("/tmp/gatehouse-{:016x}", std::hash<std::string>{}(cluster.string()));
}

/// Makes the folder under /tmp and refuses one that somebody else prepared.
void claim_socket_folder(const fs::path& folder, const struct stat& owner) {
  mkdir(folder.c_str(), 0700);
  struct stat info{};
  if (lstat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) ||
      (info.st_uid != geteuid() && info.st_uid != owner.st_uid) || (info.st_mode & 077) != 0) {
    throw PrivateServerError(folder.string() + " is not a private folder of ours; remove it.");
  }
  if (lchown(folder.c_str(), owner.st_uid, owner.st_gid) != 0) {
    throw PrivateServerError("Cannot give " + folder.string() + " to PostgreSQL's OS user.");
  }
}

bool is_durable(const std::vector<std::pair<std::string, std::string>>& settings) {
  return std::ranges::find(settings, std::pair<std::string, std::string>("fsync", "off")) ==
         settings.end();
}

/// A value of a connection string, quoted.
std::string conninfo_value(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

/// Runs one statement and returns its number of rows.
int run(PGconn* connection, const Sql& statement) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexec(connection, std::string(statement.text).c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw PrivateServerError(fmt::format("{}: {}", statement.name, PQerrorMessage(connection)));
  }
  return PQntuples(result.get());
}

}  // namespace

/// Held as long as this process uses the data directory; the kernel lets it go when the process
/// dies.
class PrivateServer::Lock {
 public:
  explicit Lock(const fs::path& path)
      : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (file_ >= 0 && flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    const int error = errno;
    if (file_ >= 0) close(file_);
    throw PrivateServerError(
        error == EWOULDBLOCK
            ? path.parent_path().string() + " is in use by another Gatehouse."
            : fmt::format("{}: {}", path.string(), std::system_category().message(error)));
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() { close(file_); }

 private:
  int file_;
};

PrivateServer::PrivateServer(PrivateServerOptions options) : options_(std::move(options)) {
  std::error_code failure;
  options_.data_dir = fs::absolute(options_.data_dir);
  fs::create_directories(options_.data_dir, failure);
  if (failure) {
    throw PrivateServerError(
        fmt::format("Cannot make {}: {}", options_.data_dir.string(), failure.message()));
  }
  lock_ = std::make_unique<Lock>(options_.data_dir / "postgresql.lock");
  cluster_ = options_.data_dir / "postgresql";
  log_ = options_.data_dir / "postgresql.log";
  socket_dir_ = socket_folder(cluster_);
  start();
}

PrivateServer::~PrivateServer() { stop(); }

void PrivateServer::start() {
  if (running()) return;
  if (std::error_code none; fs::file_size(log_, none) > log_limit && !none)
    fs::rename(log_, log_.string() + ".1");
  const auto version = cluster_version(cluster_);
  const fs::path bin_dir = options_.bin_dir.empty() ? find_programs(version) : options_.bin_dir;
  try {
    if (!version) {
      create_cluster({cluster_, bin_dir, options_.os_user, log_, is_durable(options_.settings)});
    }
    clear_leftovers(cluster_);
    write_access_rules(cluster_);
    launch(bin_dir);
  } catch (const std::system_error& error) {
    throw PrivateServerError(fmt::format("The private PostgreSQL did not start: {}", error.what()));
  }
  wait_until_ready();
  ensure_database();
}

void PrivateServer::launch(const fs::path& bin_dir) {
  struct stat owner{};
  if (lstat(cluster_.c_str(), &owner) != 0)
    throw std::system_error(errno, std::system_category(), cluster_.string());
  if (socket_dir_ != cluster_) claim_socket_folder(socket_dir_, owner);

  std::vector<std::pair<std::string, std::string>> settings{
      {"listen_addresses", ""},
      {"port", "5432"},
      {"unix_socket_directories",
       socket_dir_ == cluster_ ? inherited_folder : socket_dir_.string()},
      {"unix_socket_permissions", "0700"},
      {"cluster_name", "gatehouse"},
      {"log_timezone", "UTC"},
      {"timezone", "UTC"},
      {"log_line_prefix", "%m [%p] "},
      {"log_error_verbosity", "terse"},  // the detail of a unique violation is somebody's address
      {"jit", "off"},                    // statements are short
      {"idle_in_transaction_session_timeout", "60s"},
  };
  settings.insert(settings.end(), options_.settings.begin(), options_.settings.end());
  std::vector<std::string> argv{(bin_dir / "postgres").string(), "-D", inherited_folder};
  for (const auto& [name, value] : settings) argv.insert(argv.end(), {"-c", name + "=" + value});
  const Folder folder(cluster_);
  process_.emplace(runtime::Command{.argv = std::move(argv),
                                    .directory = "/",
                                    .output = log_,
                                    .descriptor = folder.descriptor(),
                                    .user = options_.os_user,
                                    .death_signal = SIGINT});
}

void PrivateServer::wait_until_ready() {
  const auto end = std::chrono::steady_clock::now() + options_.start_limit;
  const std::string conninfo = admin_conninfo();
  while (PQping(conninfo.c_str()) != PQPING_OK) {
    const bool late = std::chrono::steady_clock::now() > end;
    if (process_->running() && !late) {
      std::this_thread::sleep_for(10ms);
      continue;
    }
    stop();
    throw PrivateServerError(fmt::format("The private PostgreSQL {}. The end of {}:\n{}",
                                         late ? "is not ready in time" : "did not start",
                                         log_.string(), log_tail(log_)));
  }
}

void PrivateServer::ensure_database() const {
  const Connection connection(PQconnectdb(admin_conninfo().c_str()), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    throw PrivateServerError(PQerrorMessage(connection.get()));
  }
  run(connection.get(), sql::pg::ensure_role);
  if (run(connection.get(), sql::pg::find_database) == 0)
    run(connection.get(), sql::pg::create_database);
}

void PrivateServer::stop() noexcept {
  if (!process_) return;
  process_->signal(SIGINT);
  if (!process_->wait_for(10s)) process_->signal(SIGQUIT);
  process_->wait_for(5s);
  process_.reset();
  if (std::error_code ignored; socket_dir_ != cluster_) fs::remove(socket_dir_, ignored);
}

bool PrivateServer::running() noexcept { return process_ && process_->running(); }

std::string PrivateServer::conninfo() const {
  return fmt::format("host={} port=5432 user=gatehouse dbname=gatehouse",
                     conninfo_value(socket_dir_.string()));
}

std::string PrivateServer::admin_conninfo(const std::string& database) const {
  return fmt::format("host={} port=5432 user=postgres dbname={}",
                     conninfo_value(socket_dir_.string()), conninfo_value(database));
}

}  // namespace gatehouse::pg
