#include <csignal>
#include <map>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <gatehouse/base/ids.hpp>

#include "load.hpp"
#include "program.hpp"

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

constexpr int accounts = 40;

std::string email_of(int number) { return fmt::format("crash{}@example.com", number % accounts); }

// Rows of a sign-in that lack one of the others: each of these must be 0.
const std::map<std::string, std::string> half_done{
    {"sessions without a refresh token",
     "SELECT count(*) FROM user_sessions s WHERE NOT EXISTS (SELECT FROM refresh_tokens r WHERE "
     "r.account_id = s.account_id AND r.session_id = s.id)"},
    {"sessions without a device",
     "SELECT count(*) FROM user_sessions s WHERE NOT EXISTS (SELECT FROM trusted_devices d WHERE "
     "d.account_id = s.account_id AND d.id = s.device_id)"},
    {"sessions without their attempt",
     "SELECT count(*) FROM user_sessions s WHERE (SELECT count(*) FROM login_attempts a WHERE "
     "a.session_id = s.id AND a.is_successful) <> 1"},
    {"sessions without their event",
     "SELECT count(*) FROM user_sessions s WHERE (SELECT count(*) FROM security_events e WHERE "
     "e.session_id = s.id AND e.event_type = 'session.started') <> 1"},
    {"attempts without their session",
     "SELECT count(*) FROM login_attempts a WHERE a.is_successful AND NOT EXISTS (SELECT FROM "
     "user_sessions s WHERE s.id = a.session_id)"},
    {"events without their session",
     "SELECT count(*) FROM security_events e WHERE e.session_id IS NOT NULL AND NOT EXISTS (SELECT "
     "FROM user_sessions s WHERE s.id = e.session_id)"},
    {"events without their audit entry or outbox event",
     "SELECT (SELECT count(*) FROM security_events) * 2 - (SELECT count(*) FROM audit_trails) - "
     "(SELECT count(*) FROM outbox)"},
    {"ended sessions without their event",
     "SELECT count(*) FROM user_sessions s WHERE NOT s.is_active AND NOT EXISTS (SELECT FROM "
     "security_events e WHERE e.session_id = s.id AND e.event_type = 'session.ended')"}};

struct Answered {
  std::mutex mutex;
  std::map<std::string, Answer> by_session;  ///< the newest sign-ins, by their session's UUID
  int refused = 0;
  int broken = 0;
};

void sign_in(const Program& program, Answered& answered, int number) {
  const auto answer = program.sign_in(email_of(number), number);
  const std::lock_guard lock(answered.mutex);
  if (!answer) {
    ++answered.broken;
  } else if (answer->status / 100 == 2) {
    const auto session = SessionId::parse(answer->text("/session/id"));
    answered.by_session.emplace(session->uuid.text(), *answer);
  } else {
    EXPECT_EQ(answer->status, 503) << number;
    ++answered.refused;
  }
}

std::size_t count_of(Answered& answered) {
  const std::lock_guard lock(answered.mutex);
  return answered.by_session.size();
}

// A session that was answered is in the tables with all that belongs to it, and still works.
void expect_kept(const Program& program, const std::string& database, const Answered& answered) {
  int live = 0;
  for (const auto& [session, answer] : answered.by_session) {
    EXPECT_EQ(ask(database,
                  "SELECT count(*) FROM user_sessions s JOIN login_attempts a ON a.session_id = "
                  "s.id JOIN security_events e ON e.session_id = s.id AND e.event_type = "
                  "'session.started' WHERE s.id = '" +
                      session + "'"),
              "1")
        << session;
    if (live < 20 &&
        ask(database, "SELECT is_active FROM user_sessions WHERE id = '" + session + "'") == "t") {
      const auto me = program.send(
          {.method = "GET", .path = "/v1/me", .token = answer.text("/tokens/access_token")});
      EXPECT_TRUE(me && me->status == 200) << session;
      const auto refreshed =
          program.send({.method = "POST",
                        .path = "/v1/tokens/refresh",
                        .body = fmt::format(R"({{"refresh_token":"{}"}})",
                                            answer.text("/tokens/refresh_token"))});
      EXPECT_TRUE(refreshed && refreshed->status == 200) << session;
      ++live;
    }
  }
  EXPECT_GT(live, 0);
}

TEST(Crash, KilledInTheMiddleOfAThousandSignInsNothingAnsweredIsLostAndNothingHalfDone) {
  Program program;
  for (int i = 0; i < accounts; ++i) program.sign_up(email_of(i), i);
  Answered answered;
  int begun = accounts;
  for (const std::size_t when : {400U, 1000U}) {
    Load load(16, [&](int number) { sign_in(program, answered, number); }, begun);
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (count_of(answered) < when && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(1ms);
    program.signal(SIGKILL);
    load.stop();
    begun = load.begun();
    EXPECT_EQ(program.wait_for(5s), 128 + SIGKILL);
    program.start();
  }
  EXPECT_GT(answered.broken, 0) << "nothing was under way";
  const auto database = program.private_database();
  for (const auto& [what, sql] : half_done) EXPECT_EQ(ask(database, sql), "0") << what;
  expect_kept(program, database, answered);
}

}  // namespace
}  // namespace gatehouse::fault
