#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <gatehouse/platform/telemetry/log.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::test {

/// The log of this process, everything, between construction and text().
class CapturedLog {
 public:
  CapturedLog() : stderr_(::dup(STDERR_FILENO)) {
    const int file = ::open(path_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
    telemetry::start_log({.level = "trace", .json = true});
  }
  ~CapturedLog() { restore(); }

  /// True once the log holds `part`; waits for it for up to five seconds.
  bool comes_to_hold(std::string_view part) const {
    for (int i = 0; i < 500; ++i) {
      telemetry::flush_log();
      if (read_file(path_).find(part) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return false;
  }

  std::string text() {
    telemetry::flush_log();
    restore();
    return read_file(path_);
  }

 private:
  void restore() {
    if (stderr_ < 0) return;
    ::dup2(stderr_, STDERR_FILENO);
    ::close(std::exchange(stderr_, -1));
  }

  TempDir folder_;
  std::filesystem::path path_ = folder_.path() / "log";
  int stderr_;
};

}  // namespace gatehouse::test
