// Servers that are not what they should be.
#include <optional>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "loop.hpp"

namespace gatehouse::events {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;

// Accepts one connection, says something at once, and keeps what it hears.
class Peer {
 public:
  explicit Peer(std::string says)
      : acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}),
        thread_([this, words = std::move(says)] { serve(words); }) {}

  std::string url(const std::string& scheme) const {
    return scheme + "user:hunter2@127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  /// What it heard until the client left.
  std::string heard() {
    if (thread_.joinable()) thread_.join();
    return heard_;
  }

 private:
  void serve(const std::string& words) {
    tcp::socket socket(context_);
    boost::system::error_code error;
    acceptor_.accept(socket, error);
    boost::asio::write(socket, boost::asio::buffer(words), error);
    char buffer[1024];
    while (!error) heard_.append(buffer, socket.read_some(boost::asio::buffer(buffer), error));
  }

  boost::asio::io_context context_;
  tcp::acceptor acceptor_;
  std::string heard_;
  std::jthread thread_;
};

// Why the client could not connect.
std::string cause_at(const Peer& peer, const std::string& scheme = "nats://") {
  Loop loop;
  std::optional<std::string> told;
  Options options{.servers = parse_servers(Secret{peer.url(scheme)}),
                  .stream = "TEST",
                  .connect_timeout = 300ms};
  options.on_change = [&](bool, const std::string& cause) { told = cause; };
  const Client client{loop.context.get_executor(), options};
  loop.until([&] { return told.has_value(); });
  return *told;
}

TEST(Handshake, EndsInTimeWithAServerThatSaysNothing) {
  Peer peer("");
  EXPECT_EQ(cause_at(peer), "no connection in time");
  EXPECT_EQ(peer.heard(), "");
}

TEST(Handshake, EndsInTimeWithAServerThatFallsSilent) {
  Peer peer("INFO {}\r\n");
  EXPECT_EQ(cause_at(peer), "no connection in time");
  EXPECT_TRUE(peer.heard().starts_with("CONNECT {"));
}

TEST(Handshake, EndsInTimeWithAServerThatHasJetStreamButDoesNotAnswerForIt) {
  Peer peer("INFO {}\r\nPONG\r\n");
  EXPECT_EQ(cause_at(peer), "no answer in time");
  EXPECT_TRUE(peer.heard().contains("$JS.API.STREAM.INFO.TEST"));
}

TEST(Handshake, EndsWithAServerThatSpeaksAnotherProtocol) {
  for (const auto* words : {"HTTP/1.1 400 Bad Request\r\n\r\n", "INFO nonsense\r\n", "INFO []\r\n",
                            "PONG\r\n", "+OK\r\n", "\r\n", "INFO {}\r\n\x01\x02\r\n"}) {
    Peer peer(words);
    EXPECT_EQ(cause_at(peer), "the server says what is no NATS") << words;
  }
}

TEST(Handshake, TellsWhatTheServerRefuses) {
  Peer full("-ERR 'maximum connections exceeded'\r\n");
  EXPECT_EQ(cause_at(full), "maximum connections exceeded");
  Peer later("INFO {}\r\n-ERR 'Authorization Violation'\r\n");
  EXPECT_EQ(cause_at(later), "Authorization Violation");
}

TEST(Handshake, SaysNothingInTheClearWhenItMustHaveTls) {
  Peer peer("INFO {}\r\n");
  EXPECT_NE(cause_at(peer, "tls://"), "");
  const auto heard = peer.heard();
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard[0], '\x16') << "a TLS handshake";
  EXPECT_FALSE(heard.contains("hunter2"));
}

TEST(Handshake, SaysNothingInTheClearWhenTheServerDemandsTls) {
  Peer peer("INFO {\"tls_required\":true}\r\n");
  EXPECT_NE(cause_at(peer), "");
  EXPECT_FALSE(peer.heard().contains("hunter2"));
}

// Somebody in between could say so much before TLS begins that all seems well.
TEST(Handshake, TakesNothingFromBeforeTls) {
  Peer peer("INFO {\"tls_required\":true}\r\nPONG\r\n");
  EXPECT_EQ(cause_at(peer), "the server speaks before TLS");
}

}  // namespace
}  // namespace gatehouse::events
