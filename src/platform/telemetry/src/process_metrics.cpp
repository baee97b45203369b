#include <gatehouse/platform/telemetry/process_metrics.hpp>

#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace gatehouse::telemetry {
namespace {

struct ProcessTimes {
  double cpu_seconds = 0;
  double start_after_boot = 0;  ///< seconds
};

// Fields 14, 15 and 22 of /proc/self/stat (proc(5)), counted after the name, which may hold anything.
ProcessTimes process_times() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const auto end = line.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream fields(line.substr(end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  double start = 0;
  fields >> user >> system;
  for (int field = 16; field < 22; ++field) fields >> skipped;
  fields >> start;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return {(user + system) / ticks, start / ticks};
}

double boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    double seconds = 0;
    if (word == "btime" && file >> seconds) return seconds;
  }
  return 0;
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator folder("/proc/self/fd", error);
  if (error) return 0;
  // Less the one that reads the folder.
  return static_cast<double>(std::distance(begin(folder), end(folder)) - 1);
}

double max_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

void add_process_metrics(Metrics& metrics) {
  metrics.gauge("process_start_time_seconds", "Start of the process, in seconds since 1970")
      .Set(boot_time() + process_times().start_after_boot);
  metrics.gauge("process_max_fds", "File descriptors that the process may have")
      .Set(max_descriptors());
  auto& memory = metrics.gauge("process_resident_memory_bytes", "Resident memory in bytes");
  auto& open = metrics.gauge("process_open_fds", "Open file descriptors");
  auto& cpu = metrics.counter("process_cpu_seconds_total", "Processor time used, in seconds");
  metrics.before_exposition([&] {
    memory.Set(resident_bytes());
    open.Set(open_descriptors());
    cpu.Increment(std::max(0.0, process_times().cpu_seconds - cpu.Value()));
  });
}

}  // namespace gatehouse::telemetry
