#include <gatehouse/platform/runtime/process.hpp>

#include <system_error>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::runtime {
namespace {

using namespace std::chrono_literals;

/// What a shell script prints.
std::string output_of(const std::string& script, Command command = {}) {
  const test::TempDir dir;
  command.argv = {"sh", "-c", script};
  command.output = dir.path() / "output";
  Process process(command);
  EXPECT_EQ(process.wait(), 0) << script;
  return test::read_file(command.output);
}

TEST(Process, gives_the_exit_code_or_the_signal_as_shells_do) {
  EXPECT_EQ(Process({.argv = {"sh", "-c", "exit 7"}}).wait(), 7);
  EXPECT_EQ(Process({.argv = {"sh", "-c", "kill -9 $$"}}).wait(), 128 + SIGKILL);
}

TEST(Process, passes_arguments_environment_and_directory) {
  EXPECT_EQ(output_of("printf '%s ' \"$GH_A\" \"$PWD\"",
                      {.directory = "/usr", .environment = {{"GH_A", "it's"}}}),
            "it's /usr ");
}

TEST(Process, replaces_a_variable_of_the_parent) {
  ASSERT_EQ(setenv("GH_TEST_VARIABLE", "old", 1), 0);
  EXPECT_EQ(output_of("env | grep -c ^GH_TEST_VARIABLE=; echo $GH_TEST_VARIABLE",
                      {.environment = {{"GH_TEST_VARIABLE", "new"}}}),
            "1\nnew\n");
}

TEST(Process, hands_over_one_descriptor_and_no_other) {
  const int folder = open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  EXPECT_EQ(output_of("readlink /proc/self/fd/3", {.descriptor = folder}), "/usr\n");
  close(folder);
}

TEST(Process, runs_as_another_user_when_started_by_root) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  EXPECT_EQ(output_of("id -un; id -gn; echo $HOME", {.user = "nobody"}),
            "nobody\nnogroup\n/nonexistent\n");
}

TEST(Process, says_why_it_cannot_start) {
  EXPECT_THROW(Process({.argv = {"no-such-program"}}), std::system_error);
  EXPECT_THROW(Process({.argv = {"/etc/passwd"}}), std::system_error);
  EXPECT_THROW(Process({.argv = {"true"}, .directory = "/no/such/folder"}), std::system_error);
}

TEST(Process, is_killed_with_its_object) {
  pid_t pid = 0;
  {
    Process process({.argv = {"sleep", "60"}});
    EXPECT_TRUE(process.running());
    EXPECT_EQ(process.wait_for(10ms), std::nullopt);
    pid = process.pid();
  }
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST(Process, can_be_moved) {
  Process process({.argv = {"sleep", "60"}});
  const pid_t pid = process.pid();
  Process other(std::move(process));
  EXPECT_EQ(other.pid(), pid);
  other.signal(SIGTERM);
  EXPECT_EQ(other.wait(), 128 + SIGTERM);
}

TEST(Process, is_out_of_reach_of_the_terminal) {
  Process process({.argv = {"sleep", "60"}});
  EXPECT_EQ(getsid(process.pid()), process.pid());
}

TEST(Process, dies_with_a_killed_parent) {
  int answer[2];
  ASSERT_EQ(pipe(answer), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const Process process({.argv = {"sleep", "60"}});
    const pid_t pid = process.pid();
    [[maybe_unused]] const auto written = write(answer[1], &pid, sizeof pid);
    while (true) pause();
  }
  pid_t child = 0;
  ASSERT_EQ(read(answer[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  for (int i = 0; i < 500 && kill(child, 0) == 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(kill(child, 0), -1);
}

}  // namespace
}  // namespace gatehouse::runtime
