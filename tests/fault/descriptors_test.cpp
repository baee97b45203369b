#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "program.hpp"

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

// The soft limit that this process hands on; its own is put back.
class SoftLimit {
 public:
  explicit SoftLimit(rlim_t files) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit less{files, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &less);
  }
  ~SoftLimit() { setrlimit(RLIMIT_NOFILE, &before_); }
  SoftLimit(const SoftLimit&) = delete;
  SoftLimit& operator=(const SoftLimit&) = delete;

  rlim_t most() const { return before_.rlim_max; }

 private:
  rlimit before_{};
};

TEST(Descriptors, AreAsManyAsTheConnectionsNeed) {
  const SoftLimit limit(1024);
  const Program program({{"GATEHOUSE_HTTP_MAX_CONNECTIONS", "3000"}});
  const Socket socket(program.port());
  EXPECT_TRUE(socket.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  const auto metrics = socket.read_all(5s);
  const auto expected = fmt::format("\nprocess_max_fds {}\n", std::min<rlim_t>(3500, limit.most()));
  EXPECT_NE(metrics.find(expected), std::string::npos) << expected << metrics;
  EXPECT_EQ(program.log().find("few_descriptors"), std::string::npos);
}

TEST(Descriptors, AreMissedAloudWhenTheProcessMayNotHaveThem) {
  const SoftLimit limit(1024);
  if (limit.most() == RLIM_INFINITY) GTEST_SKIP() << "this process may open any number of files";
  const Program program({{"GATEHOUSE_HTTP_MAX_CONNECTIONS", std::to_string(limit.most() + 1)}});
  EXPECT_NE(program.log().find("few_descriptors"), std::string::npos) << program.log();
}

}  // namespace
}  // namespace gatehouse::fault
