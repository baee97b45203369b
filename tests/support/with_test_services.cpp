// Runs a command with a PostgreSQL for tests, and exits with the command's code:
//   with_test_services ctest --test-dir build/dev
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <gatehouse/platform/pg/private_server.hpp>
#include <gatehouse/platform/runtime/process.hpp>
#include <gatehouse/test/postgres.hpp>
#include <gatehouse/test/temp_dir.hpp>

int main(int argc, char** argv) {
  using namespace gatehouse;
  if (argc < 2) {
    std::fputs("usage: with_test_services COMMAND [ARGUMENT…]\n", stderr);
    return 2;
  }
  // Ctrl-C: the command is told, and the servers are stopped after it.
  static volatile std::sig_atomic_t stop = 0;
  for (int number : {SIGINT, SIGTERM}) std::signal(number, [](int seen) { stop = seen; });
  try {
    const test::TempDir dir;
    pg::PrivateServer postgres({.data_dir = dir.path(), .settings = test::quick_settings()});
    runtime::Process command(
        {.argv = {argv + 1, argv + argc},
         .environment = {{"GATEHOUSE_TEST_POSTGRES", postgres.admin_conninfo()}},
         .death_signal = SIGTERM});
    while (true) {
      if (const auto code = command.wait_for(std::chrono::milliseconds{50})) return *code;
      if (const int seen = stop) command.signal(seen);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
