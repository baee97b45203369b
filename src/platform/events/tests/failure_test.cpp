#include <algorithm>
#include <future>
#include <map>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/base/errors.hpp>

#include "loop.hpp"

namespace gatehouse::events {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::string>;

struct Changes {
  Options in(Options options) {
    options.on_change = [this](bool connected, const std::string& cause) {
      told.push_back(connected);
      causes.push_back(cause);
    };
    return options;
  }
  std::vector<bool> told;
  Ids causes;
};

TEST(EventFailure, ComesBackWhenTheServerDoes) {
  test::NatsServer server;
  Loop loop;
  Changes changes;
  Client client{loop.context.get_executor(), changes.in(options_for(server))};
  loop.connect(client);
  loop.run(client.publish({message("a")}));
  server.stop();
  loop.until([&] { return !client.is_connected(); });
  EXPECT_EQ(loop.failure_of(client, {message("b")}), "not connected");
  // Longer than the first waits: it goes on trying.
  loop.run_for(700ms);
  server.start();
  loop.connect(client);
  loop.run(client.publish({message("b")}));
  EXPECT_EQ(ids_in(server), (Ids{"a", "b"}));
  EXPECT_EQ(changes.told, (std::vector<bool>{true, false, true})) << "once a change";
}

TEST(EventFailure, IsToldWhenThereIsNoServerAtTheStart) {
  test::NatsServer server;
  server.stop();
  Loop loop;
  Changes changes;
  Client client{loop.context.get_executor(), changes.in(options_for(server))};
  loop.until([&] { return !changes.told.empty(); });
  EXPECT_FALSE(changes.told[0]);
  EXPECT_EQ(changes.causes[0], "Connection refused");
  EXPECT_THROW(has_stream(options_for(server)), Unavailable);
  server.start();
  loop.connect(client);
}

// Publishes `total` messages of forty keys, sending again what was not told as stored. Returns how often that was.
int publish_all(const Options& options, int total) {
  Loop loop;
  Client client{loop.context.get_executor(), options};
  std::vector<Message> waiting;
  int made = 0;
  int failures = 0;
  while (made < total || !waiting.empty()) {
    while (waiting.size() < 100 && made < total) {
      const std::string key(1, static_cast<char>('A' + made % 40));
      waiting.push_back(message(key + std::to_string(100'000 + made++), key));
    }
    loop.connect(client);
    const auto result = loop.run(client.publish(waiting));
    failures += result.failure.empty() ? 0 : 1;
    std::vector<Message> left;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (!result.stored[i]) left.push_back(std::move(waiting[i]));
    }
    waiting = std::move(left);
  }
  return failures;
}

TEST(EventFailure, LosesAndReordersNothingWhenTheServerIsKilled) {
  constexpr int total = 20'000;
  test::NatsServer server;
  auto publishing = std::async(std::launch::async, publish_all, options_for(server), total);
  // Here, since the server ends with the thread that has started it.
  int kills = 0;
  while (publishing.wait_for(100ms) != std::future_status::ready && kills < 10) {
    server.kill();
    ++kills;
    std::this_thread::sleep_for(10ms);
    server.start();
  }
  EXPECT_GT(publishing.get(), 1) << "the server was killed while nothing was under way";
  EXPECT_GT(kills, 1);
  const auto ids = ids_in(server, total);
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(total)) << "each once";
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
  std::map<char, Ids> by_key;
  for (const auto& id : ids) by_key[id[0]].push_back(id);
  EXPECT_EQ(by_key.size(), 40U);
  for (const auto& [key, of_key] : by_key) EXPECT_TRUE(std::ranges::is_sorted(of_key)) << key;
}

TEST(EventFailure, OfASilentServerIsNoticedInTime) {
  test::NatsServer server;
  Loop loop;
  Changes changes;
  auto options = options_for(server);
  options.timeout = 300ms;
  Client client{loop.context.get_executor(), changes.in(options)};
  loop.connect(client);
  server.pause();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(loop.failure_of(client, {message("a", "k"), message("b", "k")}), "no answer in time");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
  EXPECT_FALSE(client.is_connected());
  server.resume();
  loop.connect(client);
  loop.run(client.publish({message("a", "k"), message("b", "k")}));
  EXPECT_EQ(ids_in(server), (Ids{"a", "b"})) << "what arrived late was not stored twice";
  EXPECT_EQ(changes.told, (std::vector<bool>{true, false, true}));
}

TEST(EventFailure, OfASilentServerIsNoticedAlsoWhenThereIsNothingToPublish) {
  test::NatsServer server;
  Loop loop;
  Changes changes;
  auto options = options_for(server);
  options.ping_interval = 100ms;
  Client client{loop.context.get_executor(), changes.in(options)};
  loop.connect(client);
  loop.run_for(500ms);
  EXPECT_TRUE(client.is_connected()) << "a server that answers is kept";
  server.pause();
  loop.until([&] { return !client.is_connected(); });
  loop.until([&] { return changes.told.size() == 2; });
  EXPECT_EQ(changes.causes[1], "no answer to a ping");
  server.resume();
}

TEST(EventFailure, DoesNotComeFromASlowServer) {
  test::NatsServer server;
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  server.pause();
  std::jthread later([&] {
    std::this_thread::sleep_for(1s);
    server.resume();
  });
  EXPECT_EQ(loop.failure_of(client, {message("a", "k"), message("b", "k")}), "");
  EXPECT_EQ(ids_in(server), (Ids{"a", "b"}));
}

TEST(EventFailure, TellsWhatAFullStreamStillTook) {
  const test::NatsServer server;
  test::NatsReader(server.url()).add_stream("TEST", "gatehouse.>", 3);
  Loop loop;
  Changes changes;
  Client client{loop.context.get_executor(), changes.in(options_for(server))};
  loop.connect(client);
  const auto result = loop.run(
      client.publish({message("a", "x"), message("b", "y"), message("c", "x"), message("d", "x")}));
  EXPECT_EQ(result.stored, (std::vector<bool>{true, true, true, false}));
  EXPECT_EQ(result.failure, "maximum messages exceeded");
  EXPECT_EQ(ids_in(server), (Ids{"a", "b", "c"}));
  loop.until([&] { return changes.told.size() >= 2; });
  EXPECT_EQ(changes.causes[1], "maximum messages exceeded");
  loop.connect(client);
  EXPECT_NE(loop.failure_of(client, {message("d", "x")}), "");
}

TEST(EventFailure, StopsAKeyAtTheFirstMessageThatWasNotStored) {
  const test::NatsServer server;
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  auto refused = message("b", "x");
  refused.subject = "elsewhere";
  const auto result = loop.run(client.publish({message("a", "x"), refused, message("c", "x")}));
  EXPECT_EQ(result.stored, (std::vector<bool>{true, false, false}));
  EXPECT_EQ(result.failure, "no stream takes the subject");
  EXPECT_EQ(ids_in(server), Ids{"a"});
}

TEST(EventFailure, MakesAStreamAnewThatSomebodyRemoved) {
  const test::NatsServer server;
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  loop.run(client.publish({message("a")}));
  test::NatsReader(server.url()).delete_stream("TEST");
  EXPECT_NE(loop.failure_of(client, {message("b")}), "");
  loop.connect(client);
  EXPECT_EQ(loop.failure_of(client, {message("b")}), "");
  EXPECT_EQ(ids_in(server), Ids{"b"});
}

TEST(EventFailure, IsToldWhenAnotherStreamHasTheSubjects) {
  const test::NatsServer server;
  test::NatsReader(server.url()).add_stream("OTHER", "gatehouse.thing.>");
  Loop loop;
  Changes changes;
  Client client{loop.context.get_executor(), changes.in(options_for(server))};
  loop.until([&] { return !changes.told.empty(); });
  EXPECT_TRUE(changes.causes[0].contains("overlap")) << changes.causes[0];
}

TEST(EventFailure, DoesNotStoreInAnotherStream) {
  const test::NatsServer server;
  const test::NatsReader reader(server.url());
  reader.add_stream("OTHER", "gatehouse.>");
  reader.add_stream("TEST", "something.else");
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  EXPECT_TRUE(loop.failure_of(client, {message("a")}).contains("expected stream"));
  EXPECT_TRUE(reader.read("OTHER").empty());
}

TEST(EventFailure, IsToldWhenTheServerHasNoJetStream) {
  const test::NatsServer server("jetstream: disabled");
  Loop loop;
  Changes changes;
  Client client{loop.context.get_executor(), changes.in(options_for(server))};
  loop.until([&] { return !changes.told.empty(); });
  EXPECT_TRUE(changes.causes[0].contains("JetStream")) << changes.causes[0];
}

TEST(EventFailure, OfAMessageTooLargeForTheServer) {
  const test::NatsServer server("max_payload: 1024");
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  auto large = message("large");
  large.body = std::string(2000, 'x');
  EXPECT_EQ(loop.failure_of(client, {large}), "Maximum Payload Violation");
  EXPECT_TRUE(ids_in(server).empty());
}

TEST(EventFailure, OfWhatIsUnderWayEndsAStop) {
  test::NatsServer server;
  Loop loop;
  Changes changes;
  Client client{loop.context.get_executor(), changes.in(options_for(server))};
  loop.connect(client);
  server.pause();
  std::optional<Published> result;
  boost::asio::co_spawn(loop.context, client.publish({message("a")}),
                        [&](const std::exception_ptr&, Published got) { result = got; });
  loop.run_for(20ms);
  client.stop(500ms);
  EXPECT_FALSE(client.is_connected());
  loop.run_for(200ms);
  EXPECT_FALSE(result) << "it has its time";
  loop.until([&] { return result.has_value(); });
  EXPECT_EQ(result->failure, "the client ends");
  server.resume();
  loop.run_for(500ms);
  EXPECT_FALSE(client.is_connected()) << "it does not come back";
}

TEST(EventFailure, IsWhatAClientLeavesThatEnds) {
  test::NatsServer server;
  Loop loop;
  std::optional<Published> result;
  {
    Client client{loop.context.get_executor(), options_for(server)};
    loop.connect(client);
    server.pause();
    boost::asio::co_spawn(loop.context, client.publish({message("a")}),
                          [&](const std::exception_ptr&, Published got) { result = got; });
    loop.run_for(50ms);
    EXPECT_FALSE(result);
  }
  loop.until([&] { return result.has_value(); });
  EXPECT_EQ(result->failure, "the client ends");
  server.resume();
}

}  // namespace
}  // namespace gatehouse::events
