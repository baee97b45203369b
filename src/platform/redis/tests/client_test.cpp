#include <gatehouse/platform/redis/client.hpp>

#include <gtest/gtest.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/redis/script.hpp>

#include "loop.hpp"

namespace gatehouse::redis {
namespace {

using namespace std::chrono_literals;
using Kind = Reply::Kind;

class RedisClient : public testing::Test {
 protected:
  Reply ask(std::vector<std::string> arguments) {
    return loop.run(client.command(std::move(arguments)));
  }

  Loop loop;
  Client client{loop.context.get_executor(), patient(address_of(test::redis()))};
};

TEST_F(RedisClient, UnderstandsEveryKindOfReply) {
  loop.connect(client);
  ask({"FLUSHALL"});
  const std::string bytes("a\0b\r\n", 5);
  EXPECT_EQ(ask({"SET", "k", bytes}).kind, Kind::status);
  const auto text = ask({"GET", "k"});
  EXPECT_EQ(text.kind, Kind::text);
  EXPECT_EQ(text.text, bytes) << "arguments and replies are bytes";
  EXPECT_EQ(ask({"GET", "absent"}).kind, Kind::nil);
  EXPECT_EQ(ask({"SET", "empty", ""}).text, "OK");
  EXPECT_EQ(ask({"GET", "empty"}).kind, Kind::text);
  EXPECT_EQ(ask({"INCRBY", "n", "-7"}).integer, -7);
  const auto list = ask({"EVAL", "return {1, {'two', false}}", "0"});
  ASSERT_EQ(list.kind, Kind::array);
  EXPECT_EQ(list.items.at(0).integer, 1);
  EXPECT_EQ(list.items.at(1).items.at(0).text, "two");
  EXPECT_EQ(list.items.at(1).items.at(1).kind, Kind::nil);
  const auto error = ask({"INCR", "k"});
  EXPECT_TRUE(error.is_error());
  EXPECT_TRUE(error.text.starts_with("ERR value is not an integer")) << error.text;
  EXPECT_EQ(ask({"PING"}).text, "PONG") << "an error leaves the connection as it is";
}

TEST_F(RedisClient, FailsAtOnceUntilItIsConnected) {
  EXPECT_FALSE(client.is_connected());
  EXPECT_THROW(ask({"PING"}), Unavailable);
  loop.connect(client);
  EXPECT_EQ(ask({"PING"}).text, "PONG");
}

TEST_F(RedisClient, AnswersManyCommandsInOrderOverOneConnection) {
  loop.connect(client);
  ask({"DEL", "counter"});
  const auto before = ask({"CLIENT", "ID"}).integer;
  std::vector<std::int64_t> answers;
  for (int i = 0; i < 1000; ++i) {
    boost::asio::co_spawn(loop.context, client.command({"INCR", "counter"}),
                          [&](std::exception_ptr error, const Reply& reply) {
                            answers.push_back(error ? -1 : reply.integer);
                          });
  }
  loop.until([&] { return client.pending() == 1000; });
  loop.until([&] { return answers.size() == 1000; });
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)], i + 1);
  EXPECT_EQ(ask({"CLIENT", "ID"}).integer, before);
}

TEST_F(RedisClient, RunsAScriptThatTheServerHasForgotten) {
  loop.connect(client);
  const Script script("return KEYS[1] .. ARGV[1]");
  EXPECT_EQ(loop.run(script.run(client, {"a"}, {"1"})).text, "a1");
  ask({"SCRIPT", "FLUSH"});
  EXPECT_EQ(loop.run(script.run(client, {"b"}, {"2"})).text, "b2");
  EXPECT_EQ(ask({"CONFIG", "RESETSTAT"}).text, "OK");
  EXPECT_EQ(loop.run(script.run(client, {"c"}, {"3"})).text, "c3");
  const auto calls = ask({"INFO", "commandstats"}).text;
  EXPECT_TRUE(calls.contains("cmdstat_evalsha:calls=1"));
  EXPECT_FALSE(calls.contains("cmdstat_eval:")) << "once known, the hash is enough";
}

TEST(RedisConnection, UsesTheSocketThePasswordAndTheDatabase) {
  test::RedisServer server;
  Loop loop;
  Client plain{loop.context.get_executor(),
               patient(parse_address(Secret{"unix://" + server.socket() + "?db=3"}))};
  loop.connect(plain);
  EXPECT_TRUE(loop.run(plain.command({"CLIENT", "INFO"})).text.contains(" db=3 "));
  loop.run(plain.command({"ACL", "SETUSER", "gate", "on", ">s p", "~*", "+@all"}));
  loop.run(plain.command({"CONFIG", "SET", "requirepass", "hunter2"}));

  const auto text = "127.0.0.1:" + std::to_string(server.port());
  for (const auto* who : {"gate:s%20p", ":hunter2"}) {
    Client client{loop.context.get_executor(),
                  patient(parse_address(Secret{"redis://" + std::string(who) + "@" + text}))};
    loop.connect(client);
    EXPECT_EQ(loop.run(client.command({"PING"})).text, "PONG");
  }
  EXPECT_FALSE(check_server(patient(parse_address(Secret{"redis://:hunter2@" + text}))).empty());
  for (const auto* who : {"", "gate:wrong@", ":wrong@"}) {
    std::string refusal;
    auto options = patient(parse_address(Secret{"redis://" + std::string(who) + text}));
    options.on_change = [&](bool, const std::string& cause) { refusal = cause; };
    Client client{loop.context.get_executor(), options};
    loop.until([&] { return !refusal.empty(); });
    EXPECT_FALSE(client.is_connected());
    EXPECT_TRUE(refusal.starts_with("Redis refuses ")) << refusal;
    EXPECT_FALSE(refusal.contains("wrong")) << refusal;
    EXPECT_THROW(check_server(options), Unavailable);
  }
}

TEST(RedisConnection, ResolvesNames) {
  Loop loop;
  auto address = address_of(test::redis());
  address.host = "localhost";
  Client client{loop.context.get_executor(), patient(address)};
  loop.connect(client);
  address.host = "no-such-host.invalid";
  EXPECT_THROW(check_server(patient(address)), Unavailable);
}

TEST(RedisConnection, TellsTheVersion) {
  EXPECT_TRUE(check_server(patient(address_of(test::redis()))).contains('.'));
}

}  // namespace
}  // namespace gatehouse::redis
