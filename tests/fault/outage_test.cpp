#include <csignal>
#include <deque>
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

// People whose sessions last: each renews its tokens, keeps the old one when there is no answer, and reads.
class People {
 public:
  People(const Program& program, int count) {
    for (int i = 0; i < count; ++i) {
      const auto signed_up = program.sign_up(fmt::format("reader{}@example.com", i), 500 + i);
      access_ = signed_up.text("/tokens/access_token");
      refresh_.push_back(signed_up.text("/tokens/refresh_token"));
    }
  }
  void read(const Program& program, Answers& answers) const {
    answers.note("read", program.send({.method = "GET", .path = "/v1/me", .token = access_}));
  }
  void renew(const Program& program, Answers& answers, int number) {
    auto token = take();
    const auto answer = program.send({.method = "POST",
                                      .path = "/v1/tokens/refresh",
                                      .body = fmt::format(R"({{"refresh_token":"{}"}})", token),
                                      .from = network(number)});
    answers.note("refresh", answer);
    if (answer && answer->status == 200) token = answer->text("/refresh_token");
    const std::lock_guard lock(mutex_);
    refresh_.push_back(std::move(token));
  }

 private:
  std::string take() {
    const std::lock_guard lock(mutex_);
    if (refresh_.empty()) throw std::logic_error("more clients than people");
    auto token = std::move(refresh_.front());
    refresh_.pop_front();
    return token;
  }

  std::mutex mutex_;
  std::string access_;
  std::deque<std::string> refresh_;
};

// A mixture of all that the service does.
void request(const Program& program, People& people, Answers& answers, int number) {
  switch (number % 5) {
    case 0:
      return answers.note("sign-in", program.sign_in(email_of(number), number));
    case 1:
      return answers.note("registration", program.start_registration(
                                              fmt::format("new{}@example.com", number), number));
    case 2:
      return people.renew(program, answers, number);
    default:
      return people.read(program, answers);
  }
}

void expect_all_good(const Program& program, People& people) {
  Answers answers;
  for (int i = 0; i < 50; ++i) request(program, people, answers, 60'000 + i);
  EXPECT_EQ(answers.good(), 50);
}

bool reports_status(const Program& program, int status, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    const auto answer = program.send({.method = "GET", .path = "/readyz"});
    if (answer && answer->status == status) return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

TEST(Outage, ADatabaseThatIsStoppedUnderLoadMeans503AndNothingElse) {
  const test::TempDir folder;
  pg::PrivateServer database({.data_dir = folder.path(), .settings = test::quick_settings()});
  Program program({{"GATEHOUSE_DATABASE_URL", database.conninfo()}});
  for (int i = 0; i < accounts; ++i) program.sign_up(email_of(i), i);
  constexpr int clients = 12;
  People people(program, clients);
  Answers answers;
  {
    Load load(clients, [&](int number) { request(program, people, answers, number); }, 1000);
    std::this_thread::sleep_for(1s);
    EXPECT_GT(answers.good(), 0);
    database.stop();
    const auto back = std::chrono::steady_clock::now() + 10s;
    EXPECT_TRUE(reports_status(program, 503, 1s));
    while (std::chrono::steady_clock::now() + 1s < back) {
      const int before = answers.of(503);
      std::this_thread::sleep_for(1s);
      EXPECT_GT(answers.of(503), before + 20) << "requests are answered at once, not kept waiting";
    }
    std::this_thread::sleep_until(back);
    database.start();
    EXPECT_TRUE(reports_status(program, 200, 10s));
    const int good = answers.good();
    std::this_thread::sleep_for(1s);
    EXPECT_GT(answers.good(), good);
  }
  EXPECT_TRUE(program.running());
  expect_all_good(program, people);
  // Two workers of at most eight and one connection each, and the listener.
  EXPECT_LE(std::stoi(ask(database.admin_conninfo(),
                          "SELECT count(*) FROM pg_stat_activity WHERE usename = 'gatehouse'")),
            2 * (8 + 1) + 1);
}

TEST(Outage, APrivateDatabaseThatDiesIsStartedAgain) {
  Program program;
  for (int i = 0; i < accounts; ++i) program.sign_up(email_of(i), i);
  constexpr int clients = 4;
  People people(program, clients);
  Answers answers;
  const auto killed = program.postmaster();
  {
    Load load(clients, [&](int number) { request(program, people, answers, number); }, 1000);
    std::this_thread::sleep_for(300ms);
    ASSERT_EQ(::kill(killed, SIGKILL), 0);
    EXPECT_TRUE(reports_status(program, 503, 5s));
    EXPECT_TRUE(reports_status(program, 200, 15s));
    const int good = answers.good();
    std::this_thread::sleep_for(500ms);
    EXPECT_GT(answers.good(), good);
  }
  EXPECT_GT(answers.of(503), 0);
  EXPECT_NE(program.postmaster(), killed);
  EXPECT_TRUE(program.log().contains("private_database_restarted")) << program.log();
  expect_all_good(program, people);
}

}  // namespace
}  // namespace gatehouse::fault
