#include <gatehouse/platform/http/server.hpp>

#include "loopback.hpp"

namespace gatehouse::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;

Task<Response> echo(Request& request) {
  Response response;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = request.method + " " + request.path + "?" + request.query + " " + request.body +
                  " " + request.client.text();
  co_return response;
}

class Running : public testing::Running {
 public:
  explicit Running(ServerLimits limits = {}) : testing::Running(echo, limits) {}
};

std::string status_of(const std::string& answer) { return answer.substr(9, 3); }

TEST(Server, AnswersPipelinedRequestsInOrderOnOneConnection) {
  const Running server;
  Client client(server);
  const auto answer = client.ask(
      "GET /a?x=1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /b HTTP/1.1\r\nHost: h\r\nContent-Length: "
      "3\r\n\r\nxyz"
      "GET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const auto a = answer.find("GET /a?x=1");
  const auto b = answer.find("POST /b? xyz");
  const auto c = answer.find("GET /c");
  EXPECT_TRUE(a < b && b < c && c != std::string::npos) << answer;
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, ReadsChunkedBodiesAndAbsoluteForms) {
  const Running server;
  Client client(server);
  EXPECT_NE(client
                .ask("POST http://h/d?q HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                     "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                .find("POST /d?q abcde"),
            std::string::npos);
}

TEST(Server, AnswersHeadWithoutABody) {
  const Running server;
  Client client(server);
  const auto answer = client.ask("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 1"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(Server, SaysContinueWhenAsked) {
  const Running server;
  Client client(server);
  const auto first = client.ask(
      "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(first.starts_with("HTTP/1.1 100 Continue"));
  EXPECT_NE(client.ask("ok").find("POST /a? ok"), std::string::npos);
}

TEST(Server, SaysContinueToNoClientThatDoesNotKnowIt) {
  const Running server;
  Client client(server);
  client.send("POST /a HTTP/1.0\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read(200ms), "");
  const auto answer = client.ask("ok");
  EXPECT_EQ(status_of(answer), "200") << answer;
  EXPECT_NE(answer.find("POST /a? ok"), std::string::npos) << answer;
}

TEST(Server, RefusesWhatTwoReadersCouldReadDifferently) {
  const Running server;
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (const std::string& bad :
       {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        post + "Content-Length: +3\r\n\r\nabc",
        post + "Content-Length: 3,3\r\n\r\nabc",
        post + "Content-Length: -1\r\n\r\n",
        post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: identity\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\n\r\n3;a=\"\n\"\r\nabc\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\n\r\n" + std::string(300, '0') + "\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n",
        std::string("POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
        std::string("GET / HTTP/1.1\nHost: a\n\n"),
        std::string("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tContent-Length: 3\r\n\r\n"),
        std::string("GET nothing HTTP/1.1\r\nHost: a\r\n\r\n"),
        std::string("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"),
        std::string("GET / HTTP/9.9\r\nHost: a\r\n\r\n"),
        std::string("\x16\x03\x01\x02\x01\r\n\r\n")}) {
    Client client(server);
    const auto answer = client.ask(bad);
    EXPECT_EQ(status_of(answer + std::string(12, ' ')), "400") << bad << "\n" << answer;
    EXPECT_TRUE(client.is_closed()) << bad;
  }
}

TEST(Server, ReadsChunksThatComeByteByByte) {
  const Running server;
  for (const std::string chunks :
       {"3;x=\"y\"\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", "0\r\n\r\n", "0\r\nX\r\n\r\n"}) {
    Client client(server);
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (const char c : chunks) {
      std::this_thread::sleep_for(2ms);
      client.send(std::string(1, c));
    }
    const auto answer = client.read();
    if (chunks.contains('X')) {
      EXPECT_EQ(status_of(answer), "400") << answer;
    } else {
      const auto* body = chunks.contains('A') ? "POST /a? abc0123456789 " : "POST /a?  ";
      EXPECT_NE(answer.find(body), std::string::npos) << answer;
    }
  }
}

TEST(Server, LimitsHeaderTargetAndBody) {
  const Running server({.header_bytes = 2048, .target_bytes = 256, .body_bytes = 1000});
  EXPECT_EQ(status_of(Client(server).ask(
                "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(3000, 'x') + "\r\n\r\n")),
            "431");
  EXPECT_EQ(status_of(Client(server).ask("GET /" + std::string(300, 'x') +
                                         " HTTP/1.1\r\nHost: h\r\n\r\n")),
            "414");
  EXPECT_EQ(
      status_of(Client(server).ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n")),
      "413");
  const std::string chunk = "200\r\n" + std::string(512, 'x') + "\r\n";
  EXPECT_EQ(status_of(Client(server).ask(
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk +
                "0\r\n\r\n")),
            "413");
}

TEST(Server, EndsChunksLongerThanAnyNumber) {
  const Running server;
  EXPECT_EQ(status_of(Client(server).ask(
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n")),
            "413");
}

TEST(Server, EndsSlowClients) {
  const Running server({.header_time = 1s, .body_time = 1s});
  Client slow(server);
  slow.send("GET / HT");
  std::string answer;
  for (int i = 0; i < 30 && answer.empty(); ++i) {
    slow.send("T");
    answer = slow.read(200ms);
  }
  EXPECT_TRUE(answer.empty() || status_of(answer) == "408" || status_of(answer) == "400") << answer;
  Client body(server);
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\na");
  EXPECT_EQ(status_of(body.read(5s)), "408");
}

TEST(Server, CapsConnectionsOfAnAddress) {
  const Running server({.max_connections_per_address = 2});
  Client one(server);
  Client two(server);
  EXPECT_EQ(status_of(one.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n")), "200");
  EXPECT_EQ(status_of(two.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n")), "200");
  Client three(server);
  EXPECT_EQ(three.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), "");
}

// Who has a /64 has 2^64 addresses.
TEST(Server, CapsConnectionsOfASubscriber) {
  ConnectionCounter counter({.max_connections_per_address = 2});
  const auto of = [](const char* text) { return *IpAddress::parse(text); };
  EXPECT_TRUE(counter.enter(of("2001:db8:1:2::1")));
  EXPECT_TRUE(counter.enter(of("2001:db8:1:2:ffff::2")));
  EXPECT_FALSE(counter.enter(of("2001:db8:1:2::3")));
  EXPECT_TRUE(counter.enter(of("2001:db8:1:3::1"))) << "another subscriber";
  EXPECT_TRUE(counter.enter(of("192.0.2.1")));
  EXPECT_TRUE(counter.enter(of("192.0.2.2")));
  EXPECT_TRUE(counter.enter(of("192.0.2.1")));
  EXPECT_FALSE(counter.enter(of("192.0.2.1")));
  counter.leave(of("2001:db8:1:2::1"));
  EXPECT_TRUE(counter.enter(of("2001:db8:1:2::3")));
}

TEST(Server, BelievesTheProxyNotTheClient) {
  const Running server;
  Client client(server);
  EXPECT_NE(client.ask("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 1.1.1.1, 203.0.113.9\r\n\r\n")
                .find("203.0.113.9"),
            std::string::npos);
}

}  // namespace
}  // namespace gatehouse::http
