#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/errors.hpp>

#include "loop.hpp"

namespace gatehouse::redis {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;

struct Changes {
  Options in(Options options) {
    options.on_change = [this](bool connected, const std::string& cause) {
      told.push_back(connected);
      causes.push_back(cause);
    };
    return options;
  }
  std::vector<bool> told;
  std::vector<std::string> causes;
};

std::string failure_of(Loop& loop, Client& client, std::vector<std::string> arguments) {
  try {
    loop.run(client.command(std::move(arguments)));
    return "";
  } catch (const Unavailable& error) {
    return error.what();
  }
}

TEST(RedisFailure, ComesBackWhenTheServerDoes) {
  test::RedisServer server;
  Loop loop;
  Changes changes;
  Client client{loop.context.get_executor(), changes.in(patient(address_of(server)))};
  loop.connect(client);
  server.stop();
  loop.until([&] { return !client.is_connected(); });
  EXPECT_THROW(loop.run(client.command({"PING"})), Unavailable);
  // Longer than the first waits: it goes on trying.
  const auto end = std::chrono::steady_clock::now() + 400ms;
  loop.until([&] { return std::chrono::steady_clock::now() > end; });
  server.start();
  loop.connect(client);
  EXPECT_EQ(loop.run(client.command({"PING"})).text, "PONG");
  EXPECT_EQ(changes.told, (std::vector<bool>{true, false, true})) << "once a change";
}

TEST(RedisFailure, IsToldWhenThereIsNoServerAtTheStart) {
  test::RedisServer server;
  server.stop();
  Loop loop;
  Changes changes;
  Client client{loop.context.get_executor(), changes.in(patient(address_of(server)))};
  loop.until([&] { return !changes.told.empty(); });
  EXPECT_FALSE(changes.told.front());
  EXPECT_TRUE(changes.causes.front().contains("refused")) << changes.causes.front();
  server.start();
  loop.connect(client);
}

TEST(RedisFailure, FailsWhatIsInFlightWhenTheServerDies) {
  test::RedisServer server;
  Loop loop;
  Client client{loop.context.get_executor(), patient(address_of(server))};
  loop.connect(client);
  int failed = 0;
  for (int i = 0; i < 100; ++i) {
    boost::asio::co_spawn(loop.context, client.command({"BLPOP", "absent", "0"}),
                          [&](std::exception_ptr error, const Reply&) { failed += error ? 1 : 0; });
  }
  loop.until([&] { return client.pending() == 100; });
  server.stop();
  loop.until([&] { return failed == 100; });
  server.start();
  loop.connect(client);
  EXPECT_EQ(loop.run(client.command({"PING"})).text, "PONG");
}

TEST(RedisFailure, DoesNotWaitForAServerThatStandsStill) {
  test::RedisServer server;
  Loop loop;
  auto options = patient(address_of(server));
  options.timeout = 100ms;
  options.connect_timeout = 300ms;
  Client client{loop.context.get_executor(), options};
  loop.connect(client);
  server.pause();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(failure_of(loop, client, {"PING"}), "Redis: no answer in time");
  EXPECT_GE(std::chrono::steady_clock::now() - start, 100ms);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
  // It accepts connections all the same: that is no reason to wait for it.
  const auto end = std::chrono::steady_clock::now() + 1s;
  while (std::chrono::steady_clock::now() < end) {
    loop.context.run_one_for(10ms);
    ASSERT_FALSE(client.is_connected());
  }
  EXPECT_EQ(failure_of(loop, client, {"PING"}), "Redis is not connected");
  server.resume();
  loop.connect(client);
  EXPECT_EQ(loop.run(client.command({"PING"})).text, "PONG");
}

TEST(RedisFailure, RefusesMoreCommandsThanMayWait) {
  test::RedisServer server;
  Loop loop;
  auto options = patient(address_of(server));
  options.max_pending = 10;
  Client client{loop.context.get_executor(), options};
  loop.connect(client);
  server.pause();
  int refused = 0;
  int answered = 0;
  for (int i = 0; i < 15; ++i) {
    boost::asio::co_spawn(
        loop.context, client.command({"PING"}),
        [&](std::exception_ptr error, const Reply&) { ++(error ? refused : answered); });
  }
  loop.until([&] { return refused == 5; });
  EXPECT_EQ(client.pending(), 10U);
  server.resume();
  loop.until([&] { return answered == 10; });
  EXPECT_EQ(refused, 5);
}

TEST(RedisFailure, DropsTheConnectionAtATooLargeReply) {
  Loop loop;
  Client client{loop.context.get_executor(), patient(address_of(test::redis()))};
  loop.connect(client);
  loop.run(client.command({"SETRANGE", "large", "900000", "x"}));
  EXPECT_EQ(loop.run(client.command({"GET", "large"})).text.size(), 900001U);
  loop.run(client.command({"SETRANGE", "large", "3000000", "x"}));
  EXPECT_EQ(failure_of(loop, client, {"GET", "large"}), "Redis: the reply is too large");
  loop.connect(client);
  EXPECT_EQ(loop.run(client.command({"STRLEN", "large"})).integer, 3000001);
  EXPECT_EQ(failure_of(loop, client,
                       {"EVAL", "local t = {} for i = 1, 70000 do t[i] = i end return t", "0"}),
            "Redis: not a reply: Out of memory");
  loop.connect(client);
  loop.run(client.command({"DEL", "large"}));
}

TEST(RedisFailure, SurvivesAServerThatSpeaksAnotherLanguage) {
  for (const std::string answer :
       {"HTTP/1.1 400 Bad Request\r\n\r\n", "*2000000000\r\n", "$-7\r\n", "+PONG\r\n+PONG\r\n",
        "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n", ":12x\r\n"}) {
    Loop loop;
    tcp::acceptor acceptor(loop.context, {boost::asio::ip::address_v4::loopback(), 0});
    std::vector<tcp::socket> peers;
    std::function<void()> accept = [&] {
      acceptor.async_accept([&](boost::system::error_code error, tcp::socket peer) {
        if (error) return;
        boost::asio::write(peer, boost::asio::buffer(answer), error);
        peers.push_back(std::move(peer));
        accept();
      });
    };
    accept();
    Changes changes;
    Client client{
        loop.context.get_executor(),
        changes.in(patient({.host = "127.0.0.1", .port = acceptor.local_endpoint().port()}))};
    loop.until([&] { return peers.size() >= 3; });
    EXPECT_FALSE(changes.told.empty()) << answer;
    EXPECT_FALSE(client.is_connected()) << answer;
  }
}

TEST(RedisFailure, FailsItsCommandsWhenTheClientEnds) {
  test::RedisServer server;
  Loop loop;
  auto client = std::make_unique<Client>(loop.context.get_executor(), patient(address_of(server)));
  loop.connect(*client);
  server.pause();
  bool failed = false;
  boost::asio::co_spawn(loop.context, client->command({"PING"}),
                        [&](std::exception_ptr error, const Reply&) { failed = error != nullptr; });
  loop.until([&] { return client->pending() == 1; });
  client.reset();
  loop.until([&] { return failed; });
}

}  // namespace
}  // namespace gatehouse::redis
