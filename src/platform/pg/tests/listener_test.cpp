#include <gatehouse/platform/pg/listener.hpp>

#include <gatehouse/platform/pg/private_server.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "database_fixture.hpp"

namespace gatehouse::pg {
namespace {

class ListenerTest : public DatabaseTest {
 protected:
  Listener::Handlers handlers() {
    return {.on_ready = [this] { ++ready; },
            .on_notification =
                [this](std::string_view channel, std::string_view payload) {
                  heard.emplace_back(std::string(channel) + ":" + std::string(payload));
                }};
  }

  // Turns the event loop until `condition` holds, for at most five seconds.
  template <class Condition>
  bool becomes(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (!condition() && std::chrono::steady_clock::now() < end) context.run_for(5ms);
    return condition();
  }

  void notify(const std::string& channel, const std::string& payload) const {
    server.execute("NOTIFY " + channel + ", '" + payload + "'");
  }

  boost::asio::io_context context{1};
  int ready = 0;
  std::vector<std::string> heard;
};

TEST_F(ListenerTest, HearsItsChannelsInOrderAndNoOthers) {
  const Listener listener(context.get_executor(), server.conninfo(), {"one", "two"}, handlers());
  ASSERT_TRUE(becomes([&] { return ready == 1; }));
  EXPECT_TRUE(listener.is_ready());
  notify("one", "a");
  notify("three", "b");
  notify("two", "it''s \"c\"");
  server.execute("BEGIN; NOTIFY one, 'never'; ROLLBACK");
  for (int i = 0; i < 100; ++i) server.execute("NOTIFY one, '" + std::to_string(i) + "'");
  ASSERT_TRUE(becomes([&] { return heard.size() >= 102; }));
  EXPECT_EQ(heard[0], "one:a");
  EXPECT_EQ(heard[1], "two:it's \"c\"");
  EXPECT_EQ(heard[2], "one:0");
  EXPECT_EQ(heard[101], "one:99");
  EXPECT_EQ(ready, 1);
}

TEST_F(ListenerTest, TellsWhenItListensAgainAfterALostConnection) {
  const Listener listener(context.get_executor(), server.conninfo(), {"one"}, handlers());
  for (int round = 1; round <= 5; ++round) {
    ASSERT_TRUE(becomes([&] { return ready == round; })) << round;
    notify("one", std::to_string(round));
    ASSERT_TRUE(becomes([&] { return heard.size() == static_cast<std::size_t>(round); })) << round;
    server.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    notify("one", "while nobody listens");
  }
  ASSERT_TRUE(becomes([&] { return ready == 6; }));
  EXPECT_EQ(heard.size(), 5U) << "what was missed is read from the tables, not heard twice";
}

TEST_F(ListenerTest, IsSilentOnceItIsGone) {
  {
    const Listener listener(context.get_executor(), server.conninfo(), {"one"}, handlers());
    ASSERT_TRUE(becomes([&] { return ready == 1; }));
  }
  notify("one", "too late");
  context.run_for(50ms);
  EXPECT_TRUE(heard.empty());
  EXPECT_EQ(ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid "
                "<> pg_backend_pid()"),
            "0");
}

TEST_F(ListenerTest, WaitsForAServerThatIsNotThereYet) {
  const test::TempDir dir;
  PrivateServer own({.data_dir = dir.path(), .settings = test::quick_settings()});
  own.stop();
  const Listener listener(context.get_executor(), own.conninfo(), {"one"}, handlers());
  context.run_for(200ms);
  EXPECT_FALSE(listener.is_ready());
  own.start();
  EXPECT_TRUE(becomes([&] { return ready == 1; }));
}

TEST_F(ListenerTest, NoticesAServerThatFallsSilent) {
  const test::TempDir dir;
  const PrivateServer own({.data_dir = dir.path(), .settings = test::quick_settings()});
  const Listener listener(context.get_executor(), own.conninfo(), {"one"}, handlers(), 200ms);
  ASSERT_TRUE(becomes([&] { return ready == 1; }));
  signal_backends(own, SIGSTOP);
  // The processes of new connections are not stopped.
  EXPECT_TRUE(becomes([&] { return ready >= 2; })) << "so that the tables are read again";
  signal_backends(own, SIGCONT);
}

TEST_F(ListenerTest, KeepsAServerThatHasNothingToTell) {
  const Listener listener(context.get_executor(), server.conninfo(), {"one"}, handlers(), 20ms);
  ASSERT_TRUE(becomes([&] { return ready >= 1; }));
  const auto asked_at = [&] {
    return ask(
        "SELECT query_start FROM pg_stat_activity WHERE datname = current_database() AND "
        "query LIKE 'LISTEN %'");
  };
  const auto first = asked_at();
  EXPECT_TRUE(becomes([&] { return asked_at() != first; }));
  notify("one", "at last");
  EXPECT_TRUE(becomes([&] { return heard.size() == 1; }));
}

}  // namespace
}  // namespace gatehouse::pg
