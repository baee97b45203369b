#include <csignal>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "load.hpp"
#include "program.hpp"

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

TEST(Stop, WhatIsUnderWayIsAnsweredAndTheProgramEndsInTime) {
  // Hashes that take long enough for requests to be under way when the signal comes.
  Program program({{"GATEHOUSE_PASSWORD_ARGON2_MEMORY_KIB", "65536"},
                   {"GATEHOUSE_SIGN_IN_HASH_QUEUE", "1000"}});
  constexpr int clients = 12;
  for (int i = 0; i < clients; ++i) program.sign_up(fmt::format("stop{}@example.com", i), i);
  const Socket idle(program.port());
  const Socket slow(program.port());
  EXPECT_TRUE(idle.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_TRUE(slow.send("POST /v1/sign-ins HTTP/1.1\r\nHost: loc"));

  std::mutex mutex;
  std::vector<int> statuses;
  std::vector<std::jthread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] {
      const auto answer = program.sign_in(fmt::format("stop{}@example.com", i), 100 + i);
      const std::lock_guard lock(mutex);
      statuses.push_back(answer ? answer->status : 0);
    });
  }
  std::this_thread::sleep_for(100ms);  // all are sent
  std::size_t early = 0;
  {
    const std::lock_guard lock(mutex);
    early = statuses.size();
  }
  const auto begun = std::chrono::steady_clock::now();
  program.signal(SIGTERM);
  threads.clear();
  EXPECT_LT(early, statuses.size()) << "nothing was under way";
  for (const int status : statuses) EXPECT_EQ(status, 200) << "an answer was lost";
  EXPECT_EQ(program.wait_for(10s), 0) << program.log();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  EXPECT_FALSE(program.send({.method = "GET", .path = "/healthz"}));

  program.start();
  const auto database = program.private_database();
  EXPECT_EQ(ask(database, "SELECT count(*) FROM user_sessions"), std::to_string(2 * clients));
}

}  // namespace
}  // namespace gatehouse::fault
