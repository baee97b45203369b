#include <gatehouse/platform/runtime/descriptors.hpp>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::runtime {
namespace {

rlimit limit_now() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit;
}

// In a child, whose limits are its own. Gives what it exits with.
template <class F>
int in_child(F work) {
  const auto child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(DescriptorLimit, IsRaisedAsFarAsTheProcessMay) {
  const auto most = limit_now().rlim_max;
  ASSERT_GT(most, 200U);
  const auto begin_with = [most](rlim_t soft) {
    const rlimit small{soft, most};
    return setrlimit(RLIMIT_NOFILE, &small) == 0;
  };
  EXPECT_EQ(in_child([&] {
              if (!begin_with(100)) return 1;
              if (raise_descriptor_limit(200) != 200 || limit_now().rlim_cur != 200) return 2;
              if (raise_descriptor_limit(150) != 200 || limit_now().rlim_cur != 200) return 3;
              if (limit_now().rlim_max != most) return 4;
              return 0;
            }),
            0);
  EXPECT_EQ(in_child([&] {
              const rlimit small{100, 120};
              if (setrlimit(RLIMIT_NOFILE, &small) != 0) return 1;
              if (raise_descriptor_limit(1'000'000) != 120 || limit_now().rlim_cur != 120) return 2;
              return 0;
            }),
            0);
}

}  // namespace
}  // namespace gatehouse::runtime
