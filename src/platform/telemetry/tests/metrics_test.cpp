#include <gatehouse/platform/telemetry/metrics.hpp>

#include <fstream>

#include <gtest/gtest.h>

#include <gatehouse/platform/telemetry/process_metrics.hpp>

namespace gatehouse::telemetry {
namespace {

double value_of(const std::string& text, const std::string& series) {
  const auto start = text.find("\n" + series + " ");
  if (start == std::string::npos) return -1;
  return std::stod(text.substr(start + series.size() + 2));
}

TEST(Metrics, TellAboutTheProcess) {
  Metrics metrics;
  add_process_metrics(metrics);
  const auto text = metrics.text();
  EXPECT_GT(value_of(text, "process_resident_memory_bytes"), 1e6);
  EXPECT_GE(value_of(text, "process_cpu_seconds_total"), 0);
  EXPECT_GE(value_of(text, "process_max_fds"), value_of(text, "process_open_fds"));
  const auto now = static_cast<double>(std::chrono::system_clock::now().time_since_epoch() /
                                       std::chrono::seconds{1});
  const auto started = value_of(text, "process_start_time_seconds");
  EXPECT_LE(started, now + 1);
  EXPECT_GT(started, now - 3600);
  const auto before = value_of(text, "process_open_fds");
  const std::ifstream file("/proc/self/stat");
  EXPECT_EQ(value_of(metrics.text(), "process_open_fds"), before + 1);
}

TEST(Metrics, GiveTheSameSeriesForTheSameLabels) {
  Metrics metrics;
  auto& one = metrics.counter("events_total", "Events", {{"kind", "a"}});
  EXPECT_EQ(&one, &metrics.counter("events_total", "Events", {{"kind", "a"}}));
  EXPECT_NE(&one, &metrics.counter("events_total", "Events", {{"kind", "b"}}));
}

}  // namespace
}  // namespace gatehouse::telemetry
