// Ended sessions over several instances: what one of them ends, none accepts any more.
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

std::string access(const test::Answer& signed_in) { return signed_in.text("/tokens/access_token"); }

// Both workers of an instance, several times: the kernel chooses the worker.
bool all_answer(const test::Service& service, std::uint16_t port, const std::string& token,
                int status) {
  for (int i = 0; i < 12; ++i) {
    if (service.send("GET", "/v1/me", {}, {.token = token, .port = port}).status != status)
      return false;
  }
  return true;
}

bool is_refused_within(std::chrono::milliseconds limit, const test::Service& service,
                       std::uint16_t port, const std::string& token) {
  const auto end = std::chrono::steady_clock::now() + limit;
  do {
    if (all_answer(service, port, token, 401)) return true;
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

// As long as it lives, nobody can connect to the service's database; connections that are open stay.
class NoNewConnections {
 public:
  explicit NoNewConnections(const test::Service& service) : name_(service.database.name()) {
    allow(false);
  }
  ~NoNewConnections() { allow(true); }
  NoNewConnections(const NoNewConnections&) = delete;
  NoNewConnections& operator=(const NoNewConnections&) = delete;

  /// Ends the connections on which instances hear of ended sessions; how many there were.
  int end_listeners() const {
    return std::stoi(*elsewhere_.value(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1 AND "
        "query LIKE 'LISTEN %'",
        {name_}));
  }

 private:
  void allow(bool allowed) const {
    elsewhere_.execute("ALTER DATABASE " + name_ + " ALLOW_CONNECTIONS " +
                       (allowed ? "true" : "false"));
  }

  test::Database elsewhere_ = test::empty_database();
  std::string name_;
};

TEST(Revocation, ReachesTheOtherInstanceAtOnce) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  const auto second = service.another_instance();
  const auto two = service.sign_in("rahim@example.com", password);
  // Known by now, and in the caches of both instances.
  for (const auto& session : {one, two}) {
    ASSERT_TRUE(all_answer(service, 0, access(session), 200));
    ASSERT_TRUE(all_answer(service, second->port(), access(session), 200));
  }
  EXPECT_EQ(service.post("/v1/sign-out", "", access(one)).status, 204);
  EXPECT_TRUE(is_refused_within(1s, service, second->port(), access(one)));
  EXPECT_TRUE(is_refused_within(1s, service, 0, access(one)));
  EXPECT_TRUE(all_answer(service, second->port(), access(two), 200)) << "the other session";
  const auto body = R"({"refresh_token":")" + one.text("/tokens/refresh_token") + "\"}";
  EXPECT_EQ(service.send("POST", "/v1/tokens/refresh", body, {.port = second->port()}).status, 401);
}

TEST(Revocation, IsKnownToAnInstanceThatStartsLater) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  EXPECT_EQ(service.post("/v1/sign-out", "", access(one)).status, 204);
  const auto second = service.another_instance();
  EXPECT_TRUE(all_answer(service, second->port(), access(one), 401)) << "from its first answer on";
}

TEST(Revocation, ThatNobodyHeardIsLearntAfterwards) {
  test::Service service;
  const auto one = service.sign_up("rahim@example.com", password);
  const auto second = service.another_instance();
  const auto two = service.sign_in("rahim@example.com", password);
  ASSERT_TRUE(all_answer(service, second->port(), access(one), 200));
  {
    const NoNewConnections deaf(service);
    EXPECT_EQ(deaf.end_listeners(), 2);
    // A worker without a connection of its own to spare answers 503; the other one has ended the sign-in's.
    int status = 0;
    const auto path = "/v1/me/sessions/" + one.text("/session/id");
    for (int i = 0; i < 200 && status != 204; ++i) {
      status = service.send("DELETE", path, {}, {access(two)}).status;
      EXPECT_TRUE(status == 204 || status == 503) << status;
    }
    ASSERT_EQ(status, 204);
    std::this_thread::sleep_for(300ms);
    EXPECT_TRUE(all_answer(service, second->port(), access(one), 200)) << "it was told";
  }
  EXPECT_TRUE(is_refused_within(5s, service, second->port(), access(one)));
  EXPECT_TRUE(is_refused_within(5s, service, 0, access(one)));
  EXPECT_TRUE(all_answer(service, second->port(), access(two), 200));
  // And the connection that is there now hears again.
  EXPECT_EQ(service.post("/v1/sign-out", "", access(two)).status, 204);
  EXPECT_TRUE(is_refused_within(1s, service, second->port(), access(two)));
}

TEST(Revocation, ThatWasNotAnnouncedIsLearntInHalfAMinute) {
  test::Service service;
  service.sign_up("rahim@example.com", password);
  const auto second = service.another_instance();
  for (int round = 0; round < 2; ++round) {
    const auto one = service.sign_in("rahim@example.com", password);
    ASSERT_TRUE(all_answer(service, second->port(), access(one), 200));
    service.database.execute("ALTER TABLE user_sessions DISABLE TRIGGER announce_ended_session");
    EXPECT_EQ(service.post("/v1/sign-out", "", access(one)).status, 204);
    service.clock.advance(25s);
    std::this_thread::sleep_for(300ms);
    EXPECT_TRUE(all_answer(service, second->port(), access(one), 200)) << "it was told";
    service.clock.advance(10s);
    EXPECT_TRUE(is_refused_within(5s, service, second->port(), access(one)));
  }
}

}  // namespace
}  // namespace gatehouse
