#include "protocol.hpp"

#include <gtest/gtest.h>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::events {
namespace {

using namespace std::string_view_literals;
using Kind = Operation::Kind;

std::vector<Operation> read(std::string_view bytes, std::size_t step) {
  Reader reader;
  std::vector<Operation> operations;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.feed(bytes.substr(at, step));
    while (auto operation = reader.next()) operations.push_back(std::move(*operation));
  }
  EXPECT_TRUE(reader.is_empty());
  return operations;
}

TEST(NatsReader, CutsOperationsHoweverTheNetworkCutThem) {
  constexpr std::string_view bytes =
      "INFO {\"a\":1}\r\n+OK\r\nPING\r\npong\r\n-ERR 'Stale Connection'\r\n"
      "MSG _INBOX.x.7 1 12\r\n{\"seq\":1}\r\n\0\r\n"
      "MSG a 1 reply.to 0\r\n\r\n"
      "HMSG _INBOX.x.8 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n"sv;
  for (const std::size_t step : {1, 2, 3, 7, 64, 4096}) {
    const auto operations = read(bytes, step);
    ASSERT_EQ(operations.size(), 8U) << step;
    EXPECT_EQ(operations[0].kind, Kind::info);
    EXPECT_EQ(operations[0].text, "{\"a\":1}");
    EXPECT_EQ(operations[1].kind, Kind::ok);
    EXPECT_EQ(operations[2].kind, Kind::ping);
    EXPECT_EQ(operations[3].kind, Kind::pong);
    EXPECT_EQ(operations[4].kind, Kind::error);
    EXPECT_EQ(operations[4].text, "Stale Connection");
    EXPECT_EQ(operations[5].kind, Kind::message);
    EXPECT_EQ(operations[5].subject, "_INBOX.x.7");
    EXPECT_EQ(operations[5].text, "{\"seq\":1}\r\n\0"sv);
    EXPECT_EQ(operations[6].text, "");
    EXPECT_EQ(operations[7].headers, "NATS/1.0 503\r\n\r\n");
    EXPECT_EQ(operations[7].text, "");
  }
}

TEST(NatsReader, RefusesWhatIsNoOperation) {
  for (const auto* bytes :
       {"\r\n", "HELLO\r\n", "INFOX {}\r\n", "MSG\r\n", "MSG a 1\r\n", "MSG a 1 r x 2\r\n",
        "MSG a 1 -1\r\n", "MSG a 1 2x\r\n", "MSG a 1 99999999999999999999\r\n",
        "MSG a 1 1048577\r\n", "MSG a 1 2\r\nabcd\r\n", "HMSG a 1 5\r\n", "HMSG a 1 5 4\r\n",
        "HMSG a 1 r s 1 2\r\n"}) {
    Reader reader;
    reader.feed(bytes);
    EXPECT_THROW(reader.next(), Unavailable) << bytes;
  }
}

TEST(NatsReader, BoundsLines) {
  Reader reader;
  reader.feed("INFO " + std::string(60'000, ' '));
  EXPECT_FALSE(reader.next());
  reader.feed(std::string(10'000, ' '));
  EXPECT_THROW(reader.next(), Unavailable);
}

TEST(NatsProtocol, FindsTheStatusOfHeaders) {
  EXPECT_EQ(status_in("NATS/1.0 503\r\n\r\n"), 503);
  EXPECT_EQ(status_in("NATS/1.0 100 Idle Heartbeat\r\nA: 1\r\n\r\n"), 100);
  EXPECT_EQ(status_in("NATS/1.0\r\nStatus: 503\r\n\r\n"), 0);
  for (const auto* text : {"", "NATS/1.0", "NATS", "HTTP/1.0 503\r\n"})
    EXPECT_EQ(status_in(text), 0);
}

TEST(NatsProtocol, SaysAMessageWithItsSizes) {
  std::string out = "PING\r\n";
  append_publish(out,
                 {.id = "evt_1",
                  .order_key = {},
                  .subject = "a.b",
                  .headers = {{"ce-id", "evt_1"}},
                  .body = "{}"},
                 "S", "_INBOX.x.1");
  EXPECT_EQ(out,
            "PING\r\nHPUB a.b _INBOX.x.1 71 73\r\n"
            "NATS/1.0\r\nNats-Msg-Id: evt_1\r\nNats-Expected-Stream: S\r\nce-id: evt_1\r\n\r\n"
            "{}\r\n");
}

TEST(NatsProtocolDeathTest, IsNotMadeToSayMoreThanAMessage) {
  const auto say = [](Message message) {
    std::string out;
    append_publish(out, message, "S", "r");
  };
  EXPECT_DEATH(say({.id = "a", .order_key = {}, .subject = "a b", .headers = {}, .body = {}}), "");
  EXPECT_DEATH(say({.id = "a\r\n", .order_key = {}, .subject = "a", .headers = {}, .body = {}}),
               "");
  EXPECT_DEATH(
      say({.id = "a", .order_key = {}, .subject = "a", .headers = {{"x", "y\r\nz"}}, .body = {}}),
      "");
}

}  // namespace
}  // namespace gatehouse::events
