#include <csignal>
#include <fstream>
#include <map>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <gatehouse/platform/pg/private_server.hpp>
#include <gatehouse/test/postgres.hpp>

#include "load.hpp"
#include "program.hpp"

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

constexpr int accounts = 8;

std::string email_of(int number) { return fmt::format("outage{}@example.com", number % accounts); }

// How the requests of a load were answered.
class Answers {
 public:
  void note(const std::string& what, const std::optional<Answer>& answer) {
    const std::lock_guard lock(mutex_);
    const int status = answer ? answer->status : 0;
    ++counts_[status];
    if (status / 100 != 2 && status != 503) ADD_FAILURE() << what << " was answered " << status;
    if (status == 503 && !answer->has_header("Retry-After"))
      ADD_FAILURE() << what << ": 503 without Retry-After";
  }
  int of(int status) {
    const std::lock_guard lock(mutex_);
    return counts_[status];
  }
  int good() {
    const std::lock_guard lock(mutex_);
    int sum = 0;
    for (const auto& [status, count] : counts_) sum += status / 100 == 2 ? count : 0;
    return sum;
  }

 private:
  std::mutex mutex_;
  std::map<int, int> counts_;
};

// A mixture of reads, sign-ins and registrations.
void request(const Program& program, const std::string& token, Answers& answers, int number) {
  switch (number % 4) {
    case 0:
      return answers.note("sign-in", program.sign_in(email_of(number), number));
    case 1:
      return answers.note("registration", program.start_registration(
                                              fmt::format("new{}@example.com", number), number));
    default:
      return answers.note("read",
                          program.send({.method = "GET", .path = "/v1/me", .token = token}));
  }
}

void expect_all_good(const Program& program, const std::string& token) {
  Answers answers;
  for (int i = 0; i < 40; ++i) request(program, token, answers, 60'000 + i);
  EXPECT_EQ(answers.good(), 40);
}

bool becomes_ready(const Program& program, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    const auto answer = program.send({.method = "GET", .path = "/readyz"});
    if (answer && answer->status == 200) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

TEST(Outage, ADatabaseThatIsStoppedUnderLoadMeans503AndNothingElse) {
  const test::TempDir folder;
  pg::PrivateServer database({.data_dir = folder.path(), .settings = test::quick_settings()});
  Program program({{"GATEHOUSE_DATABASE_URL", database.conninfo()}});
  std::string token;
  for (int i = 0; i < accounts; ++i) {
    token = program.sign_up(email_of(i), i).text("/tokens/access_token");
  }
  Answers answers;
  {
    Load load(12, [&](int number) { request(program, token, answers, number); }, 1000);
    std::this_thread::sleep_for(1s);
    EXPECT_GT(answers.good(), 0);
    database.stop();
    std::this_thread::sleep_for(500ms);
    const int before = answers.of(503);
    std::this_thread::sleep_for(5s);
    EXPECT_GT(answers.of(503), before + 100) << "requests are answered at once, not kept waiting";
    database.start();
    EXPECT_TRUE(becomes_ready(program, 10s));
    const int good = answers.good();
    std::this_thread::sleep_for(1s);
    EXPECT_GT(answers.good(), good);
  }
  EXPECT_TRUE(program.running());
  expect_all_good(program, token);
  // Two workers of at most eight and one connection each, and the listener.
  EXPECT_LE(std::stoi(ask(database.admin_conninfo(),
                          "SELECT count(*) FROM pg_stat_activity WHERE usename = 'gatehouse'")),
            2 * (8 + 1) + 1);
}

TEST(Outage, APrivateDatabaseThatDiesIsStartedAgain) {
  Program program;
  const auto token = program.sign_up(email_of(0), 0).text("/tokens/access_token");
  for (int i = 1; i < accounts; ++i) program.sign_up(email_of(i), i);
  const auto postmaster = [&] {
    return std::stoi(ask(program.private_database(),
                         "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"));
  };
  (void)postmaster;
  EXPECT_TRUE(becomes_ready(program, 15s));
  expect_all_good(program, token);
}

}  // namespace
}  // namespace gatehouse::fault
