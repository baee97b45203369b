#include <gatehouse/platform/runtime/process.hpp>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::runtime {
namespace {

[[noreturn]] void fail_with(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

struct Identity {
  uid_t uid;
  gid_t gid;
  std::vector<gid_t> groups;
  std::string home;
};

Identity identity_of(const std::string& user) {
  errno = 0;
  const passwd* entry = getpwnam(user.c_str());
  if (!entry) fail_with(errno ? errno : ENOENT, "OS user '" + user + "'");
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (getgrouplist(user.c_str(), entry->pw_gid, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
    getgrouplist(user.c_str(), entry->pw_gid, groups.data(), &count);
  }
  groups.resize(static_cast<std::size_t>(count));
  return Identity{entry->pw_uid, entry->pw_gid, std::move(groups), entry->pw_dir};
}

std::string find_program(const std::string& name) {
  if (name.contains('/')) return name;
  const char* path = std::getenv("PATH");
  for (std::string_view folder : split(path ? path : "/usr/bin:/bin", ':')) {
    std::string candidate = std::string(folder) + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  fail_with(ENOENT, name);
}

/// Everything the child needs, made before fork: between fork and exec only async-signal-safe calls
/// are allowed.
struct Prepared {
  explicit Prepared(const Command& command)
      : command_(command), program(find_program(command.argv.at(0))), arguments(command.argv) {
    if (geteuid() == 0 && !command.user.empty()) identity = identity_of(command.user);
    for (char** entry = environ; *entry; ++entry) {
      if (!is_replaced(*entry)) environment.emplace_back(*entry);
    }
    for (const auto& [name, value] : command.environment) {
      environment.push_back(name + "=" + value);
    }
    if (identity) environment.push_back("HOME=" + identity->home);
    argv = pointers(arguments);
    envp = pointers(environment);
  }

  const Command& command_;
  std::string program;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::optional<Identity> identity;
  std::vector<char*> argv;
  std::vector<char*> envp;

 private:
  bool is_replaced(std::string_view entry) const {
    const std::string_view name = entry.substr(0, entry.find('='));
    if (identity && name == "HOME") return true;
    for (const auto& replaced : command_.environment) {
      if (replaced.first == name) return true;
    }
    return false;
  }

  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
  }
};

/// In the child. Returns only when something failed, with errno set. The order matters: files and
/// folder as the parent's user, then the change of user, then the death signal, which a change of
/// user would clear.
void become(const Prepared& prepared, pid_t parent) {
  const Command& command = prepared.command_;
  setsid();
  if (!command.output.empty()) {
    const int log = open(command.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0) return;
  }
  if (command.descriptor == 3) fcntl(3, F_SETFD, 0);
  if (command.descriptor >= 0 && dup2(command.descriptor, 3) < 0) return;
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0) return;
  if (!command.directory.empty() && chdir(command.directory.c_str()) != 0) return;
  if (const auto& identity = prepared.identity) {
    if (setgroups(identity->groups.size(), identity->groups.data()) != 0) return;
    if (setresgid(identity->gid, identity->gid, identity->gid) != 0) return;
    if (setresuid(identity->uid, identity->uid, identity->uid) != 0) return;
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int number : {SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGHUP}) std::signal(number, SIG_DFL);
  if (prctl(PR_SET_PDEATHSIG, command.death_signal) != 0) return;
  if (getppid() != parent) {
    errno = ESRCH;
    return;
  }
  execve(prepared.program.c_str(), prepared.argv.data(), prepared.envp.data());
}

}  // namespace

Process::Process(const Command& command) {
  const Prepared prepared(command);
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) fail_with(errno, "pipe");
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    const int out_of_the_way = fcntl(report[1], F_DUPFD_CLOEXEC, 10);
    become(prepared, parent);
    const int error = errno;
    [[maybe_unused]] const auto written = write(out_of_the_way, &error, sizeof error);
    _exit(127);
  }
  const int fork_error = errno;
  close(report[1]);
  int error = 0;
  ssize_t size = 0;
  if (pid_ > 0) {
    do size = read(report[0], &error, sizeof error);
    while (size < 0 && errno == EINTR);
  }
  close(report[0]);
  if (pid_ < 0) fail_with(fork_error, "fork");
  if (size == sizeof error) {
    wait();
    fail_with(error, "cannot start " + prepared.program);
  }
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), status_(std::exchange(other.status_, std::nullopt)) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(status_, other.status_);
  return *this;
}

Process::~Process() {
  if (pid_ < 0 || !running()) return;
  signal(SIGKILL);
  wait();
}

void Process::signal(int number) noexcept {
  if (running()) kill(pid_, number);
}

std::optional<int> Process::poll(int flags) noexcept {
  if (status_ || pid_ < 0) return status_;
  int status = 0;
  pid_t seen = 0;
  do seen = waitpid(pid_, &status, flags);
  while (seen < 0 && errno == EINTR);
  if (seen < 0) status_ = 128 + SIGKILL;  // reaped elsewhere: how it ended is unknown
  if (seen == pid_) status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return status_;
}

std::optional<int> Process::wait_for(std::chrono::milliseconds limit) noexcept {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!poll(WNOHANG) && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return status_;
}

int Process::wait() noexcept { return poll(0).value_or(128 + SIGKILL); }

}  // namespace gatehouse::runtime
