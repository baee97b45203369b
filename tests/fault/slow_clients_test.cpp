#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "program.hpp"

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

// Two hundred clients that send their headers a byte at a time; the server gives a header ten seconds.
TEST(SlowClients, DoNotKeepOthersWaitingAndAreCutOff) {
  Program program;
  program.sign_up("patient@example.com", 0);
  std::vector<std::unique_ptr<Socket>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<Socket>(program.port()));
    EXPECT_TRUE(slow.back()->send(i % 2 == 0 ? "GET / HT" : "POST /v1/sign-ins HTTP/1.1\r\n"));
  }
  const auto begun = std::chrono::steady_clock::now();
  auto slowest = 0ms;
  for (int second = 0; second < 13; ++second) {
    for (int i = 0; i < 4; ++i) {
      const auto asked = std::chrono::steady_clock::now();
      const auto answer = program.sign_in("patient@example.com", 10 + second * 4 + i);
      EXPECT_TRUE(answer && answer->status == 200);
      slowest = std::max(slowest, std::chrono::duration_cast<std::chrono::milliseconds>(
                                      std::chrono::steady_clock::now() - asked));
    }
    for (const auto& socket : slow) socket->send("T");
    std::this_thread::sleep_until(begun + (second + 1) * 1s);
  }
  EXPECT_LT(slowest, 1s);
  int open = 0;
  for (const auto& socket : slow) open += socket->is_closed() ? 0 : 1;
  EXPECT_EQ(open, 0);
  EXPECT_TRUE(program.running());
}

}  // namespace
}  // namespace gatehouse::fault
