#include <cstdlib>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/http/server.hpp>
#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "authority.hpp"

namespace gatehouse::http {
namespace {

using namespace std::chrono_literals;

using test::Authority;
using test::Finished;
using test::run;

// A part every ten milliseconds, for ever when asked for that.
class Ticks final : public BodyStream {
 public:
  explicit Ticks(int left) : left_(left) {}
  Task<std::optional<std::string>> next() override {
    co_await runtime::sleep_for(10ms);
    if (left_-- == 0) co_return std::nullopt;
    co_return "tick\n";
  }
  void stop() noexcept override { left_ = 0; }

 private:
  int left_;
};

class Running {
 public:
  explicit Running(std::shared_ptr<TlsKeys> keys, ServerLimits limits = {})
      : counter_(std::make_shared<ConnectionCounter>(limits)),
        server_(context_, limits, counter_,
                [this](Request& request) { return answer(*this, request); }) {
    port_ = server_.listen({.address = *IpAddress::parse("127.0.0.1"),
                            .port = 0,
                            .tls = std::move(keys),
                            .trusted_proxies = {}});
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Running() {
    context_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return port_; }
  int requests() const { return requests_; }
  std::size_t connections() const { return counter_->total(); }
  std::string url() const { return "https://localhost:" + std::to_string(port_) + "/"; }
  Finished curl(const std::string& options) const {
    return run("curl -sS -m 10 --noproxy '*' --resolve localhost:" + std::to_string(port_) +
               ":127.0.0.1 " + options + " " + url());
  }
  // One request by the openssl command, which tells about the handshake too.
  Finished s_client(const std::string& options) const {
    return run(
        "printf 'GET / HTTP/1.1\\r\\nHost: h\\r\\nConnection: close\\r\\n\\r\\n' | timeout 10 "
        "openssl "
        "s_client -ign_eof -connect 127.0.0.1:" +
        std::to_string(port_) + " " + options);
  }

 private:
  static Task<Response> answer(Running& self, Request& request) {
    ++self.requests_;
    Response response;
    if (request.path == "/ticks") response.stream = std::make_shared<Ticks>(20);
    if (request.path == "/for-ever") response.stream = std::make_shared<Ticks>(-1);
    response.body = request.secure ? "secure" : "plain";
    if (const auto& certificate = request.certificate) {
      response.body += " " + certificate->subject + " " + certificate->dns_names.at(0) + " " +
                       certificate->uris.at(0) + " " + certificate->fingerprint;
    }
    co_return response;
  }

  boost::asio::io_context context_{1};
  std::atomic<int> requests_{0};
  std::shared_ptr<ConnectionCounter> counter_;
  Server server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// A TCP connection that knows nothing of TLS.
class Plain {
 public:
  explicit Plain(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Plain() { ::close(socket_); }

  void send(const std::string& text) const {
    EXPECT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // True when the server ends the connection in order, and not by a reset, within `limit`.
  bool is_ended_within(std::chrono::milliseconds limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    pollfd waiting{socket_, POLLIN, 0};
    while (std::chrono::steady_clock::now() < end) {
      if (::poll(&waiting, 1, 50) <= 0) continue;
      char buffer[256];
      const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
      if (size <= 0) return size == 0;
    }
    return false;
  }

 private:
  int socket_;
};

class TlsTest : public testing::Test {
 protected:
  std::shared_ptr<TlsKeys> keys(const std::string& client_ca = {},
                                bool allow_tls_1_2 = false) const {
    return std::make_shared<TlsKeys>(TlsOptions{.certificate = server_ + ".pem",
                                                .key = server_ + ".key",
                                                .allow_tls_1_2 = allow_tls_1_2,
                                                .client_ca = client_ca});
  }
  std::string trusted() const { return "--cacert " + authority_.ca(); }
  std::string as(const std::string& client) const {
    return trusted() + " --cert " + client + ".pem --key " + client + ".key";
  }

  Authority authority_{"gatehouse"};
  std::string server_ = authority_.issue_server();
};

TEST_F(TlsTest, IsVersion13UnlessOlderOnesAreAllowed) {
  const Running strict(keys());
  EXPECT_EQ(strict.curl(trusted()).output, "secure");
  EXPECT_EQ(strict.curl(trusted() + " -o /dev/null -w '%{http_code}'").output, "200");
  EXPECT_EQ(strict.curl(trusted() + " --tls-max 1.2").code, 35);
  EXPECT_NE(strict.s_client("").output.find("TLSv1.3"), std::string::npos);

  const Running lenient(keys({}, true));
  EXPECT_EQ(lenient.curl(trusted() + " --tls-max 1.2").output, "secure");
  EXPECT_EQ(lenient.curl(trusted() + " --tls-max 1.2 --ciphers ECDHE-ECDSA-AES128-SHA").code, 35);
  EXPECT_EQ(lenient.curl(trusted() + " --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0").code, 35);
}

TEST_F(TlsTest, SpeaksHttpOnly) {
  const Running server(keys());
  EXPECT_NE(server.s_client("-alpn h2,http/1.1").output.find("ALPN protocol: http/1.1"),
            std::string::npos);
  EXPECT_NE(server.s_client("-alpn smtp").code, 0);
  EXPECT_EQ(server.curl(trusted() + " --no-alpn").output, "secure");
}

TEST_F(TlsTest, TakesNewCertificatesWithoutARestart) {
  const auto tls = keys();
  const Running server(tls);
  const auto other = Authority("other");
  const auto fresh = other.issue_server("fresh");
  // One connection, whose second request comes after the exchange.
  std::thread early([&] {
    const auto both = server.curl(trusted() + " " + server.url() + " --rate 40/m");
    EXPECT_EQ(both.output, "securesecure");
  });
  while (server.requests() == 0) std::this_thread::sleep_for(5ms);
  std::filesystem::copy_file(fresh + ".pem", server_ + ".pem",
                             std::filesystem::copy_options::overwrite_existing);
  // Half of the new pair is there: refused, and the old one goes on.
  EXPECT_THROW(tls->reload(), std::runtime_error);
  EXPECT_EQ(server.curl(trusted()).output, "secure");
  std::filesystem::copy_file(fresh + ".key", server_ + ".key",
                             std::filesystem::copy_options::overwrite_existing);
  tls->reload();
  EXPECT_EQ(server.curl(trusted()).code, 60);
  EXPECT_EQ(server.curl("--cacert " + other.ca()).output, "secure");
  early.join();
}

TEST_F(TlsTest, NeedsFilesThatFit) {
  const auto other = authority_.issue_server("another");
  const auto load = [&](const std::string& certificate, const std::string& key,
                        const std::string& ca) {
    TlsKeys({.certificate = certificate, .key = key, .allow_tls_1_2 = false, .client_ca = ca});
  };
  EXPECT_NO_THROW(load(server_ + ".pem", server_ + ".key", authority_.ca()));
  EXPECT_THROW(load(server_ + ".pem", other + ".key", ""), std::runtime_error);
  EXPECT_THROW(load("/nowhere", server_ + ".key", ""), std::runtime_error);
  EXPECT_THROW(load(server_ + ".pem", server_ + ".key", "/nowhere"), std::runtime_error);
  EXPECT_THROW(load(server_ + ".pem", server_ + ".key", server_ + ".key"), std::runtime_error);
}

TEST_F(TlsTest, TellsWhoTheClientOfTheMutualListenerIs) {
  const Running server(keys(authority_.ca()));
  const auto client = authority_.issue_client("gateway");
  const auto fingerprint = run("openssl x509 -in " + client +
                               ".pem -noout -fingerprint -sha256 | cut -d= -f2 | tr -d ':\\n'");
  EXPECT_EQ(server.curl(as(client)).output,
            "secure CN=gateway,O=Test gateway.internal spiffe://test/gateway " +
                ascii_lower(fingerprint.output));
}

TEST_F(TlsTest, RefusesClientsWithoutARightCertificate) {
  const Running server(keys(authority_.ca()));
  const Authority stranger("gatehouse");
  const auto right = authority_.issue_client("right");
  const auto old = authority_.issue_client("old", -1);
  const auto foreign = stranger.issue_client("foreign");
  EXPECT_NE(server.curl(trusted()).code, 0) << "no certificate";
  EXPECT_NE(server.curl(as(old)).code, 0) << "expired";
  EXPECT_NE(server.curl(as(foreign)).code, 0) << "of another authority with the same name";
  EXPECT_NE(server.curl(as(server_)).code, 0) << "of a server";
  // Another's certificate without its key.
  EXPECT_NE(server.curl(trusted() + " --cert " + right + ".pem --key " + old + ".key").code, 0);
  EXPECT_EQ(server.requests(), 0);
  EXPECT_EQ(server.curl(as(right)).code, 0);
  EXPECT_EQ(server.requests(), 1);
}

TEST_F(TlsTest, LooksAtClientCertificatesInEveryHandshake) {
  const Running mutual(keys(authority_.ca(), true));
  const Running open(keys({}, true));
  const auto client = authority_.issue_client("gateway");
  for (const std::string version : {"-tls1_3", "-tls1_2"}) {
    const auto session = authority_.file("session" + version);
    const auto options = version + " -cert " + client + ".pem -key " + client + ".key ";
    // The listener that asks for no certificate does resume.
    EXPECT_EQ(open.s_client(options + "-sess_out " + session).code, 0);
    EXPECT_NE(open.s_client(options + "-sess_in " + session).output.find("Reused"),
              std::string::npos);
    std::filesystem::remove(session);
    EXPECT_EQ(mutual.s_client(options + "-sess_out " + session).code, 0);
    const auto resumed = std::filesystem::exists(session) ? "-sess_in " + session : std::string();
    const auto again = mutual.s_client(options + resumed);
    EXPECT_EQ(again.output.find("Reused"), std::string::npos) << version;
    EXPECT_NE(again.output.find("secure CN=gateway"), std::string::npos) << again.output;
  }
}

TEST_F(TlsTest, StreamsAnswersToThoseWhoAreThere) {
  const Running server(keys());
  const auto whole = server.curl(trusted() + " " + server.url() + "ticks -o -");
  EXPECT_EQ(whole.code, 0);
  std::string ticks;
  for (int i = 0; i < 20; ++i) ticks += "tick\n";
  EXPECT_EQ(whole.output, ticks + "secure") << "the second one is no stream";
  // The client is killed, so that it says nothing; then one that takes its leave.
  for (const std::string end : {"timeout -s KILL 0.5 ", "timeout -s INT 0.5 "}) {
    const auto cut = run(end + "curl -sS -N --cacert " + authority_.ca() + " --resolve localhost:" +
                         std::to_string(server.port()) + ":127.0.0.1 " + server.url() + "for-ever");
    EXPECT_GT(cut.output.size(), 50U);
    const auto limit = std::chrono::steady_clock::now() + 3s;
    while (server.connections() > 0 && std::chrono::steady_clock::now() < limit)
      std::this_thread::sleep_for(1ms);
    EXPECT_EQ(server.connections(), 0U) << end;
  }
}

TEST_F(TlsTest, EndsConnectionsThatDoNotSpeakIt) {
  const Running server(keys());
  const Plain http(server.port());
  http.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" + std::string(4000, 'x'));
  EXPECT_TRUE(http.is_ended_within(2s));
  const Plain noise(server.port());
  noise.send(std::string("\x16\x03\x01\x00\x05\xFF\xFF\xFF\xFF\xFF", 10));
  EXPECT_TRUE(noise.is_ended_within(2s));
  EXPECT_EQ(server.requests(), 0);
  EXPECT_EQ(server.curl(trusted()).output, "secure");
}

TEST_F(TlsTest, EndsSlowHandshakes) {
  const Running server(keys(), {.header_time = 1s});
  const Plain silent(server.port());
  const Plain slow(server.port());
  // The beginning of a ClientHello of 512 bytes, and a byte now and then.
  slow.send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11));
  const auto start = std::chrono::steady_clock::now();
  bool ended = false;
  while (!ended && std::chrono::steady_clock::now() - start < 8s) {
    slow.send("x");
    ended = slow.is_ended_within(200ms);
  }
  EXPECT_TRUE(ended);
  EXPECT_TRUE(silent.is_ended_within(4s));
  EXPECT_EQ(server.curl(trusted()).output, "secure");
}

}  // namespace
}  // namespace gatehouse::http
