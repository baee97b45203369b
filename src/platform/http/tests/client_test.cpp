#include <gatehouse/platform/http/client.hpp>

#include <cstdlib>
#include <exception>
#include <optional>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/http/server.hpp>
#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::http {
namespace {

using namespace std::chrono_literals;

Task<Response> answer(Request& request) {
  if (request.path == "/slow") co_await runtime::sleep_for(30s);
  if (request.path == "/moved")
    co_return Response{.status = 302, .headers = {{"Location", "/echo"}}, .body = {}};
  if (request.path == "/large") co_return Response{.headers = {}, .body = std::string(5000, 'x')};
  co_return Response{.status = 201,
                     .headers = {{"X-Authorization", std::string{request.header("authorization")}},
                                 {"X-Empty", std::string{request.header("x-note")}}},
                     .body = request.method + " " + request.body};
}

class ClientTest : public testing::Test {
 protected:
  std::string url(std::string_view path, const std::string& scheme = "http") {
    return fmt::format("{}://127.0.0.1:{}{}", scheme, port_, path);
  }
  void listen(std::shared_ptr<TlsKeys> tls = {}) {
    port_ = server_.listen({.address = *IpAddress::parse("127.0.0.1"),
                            .port = 0,
                            .tls = std::move(tls),
                            .trusted_proxies = {}});
  }
  // Runs the loop until the request ends; rethrows what it throws.
  ClientResponse send(ClientRequest request, const std::string& ca_file = {},
                      std::chrono::milliseconds time_left = 1min) {
    Client client{transfers_, ca_file};
    std::optional<ClientResponse> response;
    std::exception_ptr failure;
    bool ended = false;
    const auto work = [](Client& by, ClientRequest sent,
                         std::chrono::milliseconds left) -> Task<ClientResponse> {
      const telemetry::ActivityScope activity{
          {.deadline = std::chrono::steady_clock::now() + left}};
      co_return co_await by.send(std::move(sent));
    };
    boost::asio::co_spawn(context_, work(client, std::move(request), time_left),
                          [&](std::exception_ptr error, ClientResponse got) {
                            failure = error;
                            response = std::move(got);
                            ended = true;
                          });
    while (!ended) context_.run_one();
    if (failure) std::rethrow_exception(failure);
    return *response;
  }
  ClientRequest trusted(std::string_view path, std::string method = "GET") {
    return {.method = std::move(method), .url = url(path), .destination = Destination::configured};
  }

  boost::asio::io_context context_{1};
  CurlMulti transfers_{context_.get_executor()};
  ServerLimits limits_;
  Server server_{context_, limits_, std::make_shared<ConnectionCounter>(limits_), &answer};
  std::uint16_t port_ = 0;
};

TEST_F(ClientTest, SendsMethodHeadersBodyAndCredentialsAndReadsTheAnswer) {
  listen();
  auto request = trusted("/echo", "PUT");
  request.body = std::string{"a\0b", 3};
  request.headers = {{"X-Note", "hello"}};
  request.user = "me";
  request.password = Secret{"pw"};
  const auto response = send(request);
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, (std::string{"PUT a\0b", 7}));
  EXPECT_EQ(response.header("x-authorization"), "Basic bWU6cHc=");
  EXPECT_EQ(response.header("x-empty"), "hello");
}

TEST_F(ClientTest, ManyRequestsInARowUseKeptConnections) {
  listen();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(send(trusted("/echo")).body, "GET ");
  EXPECT_EQ(server_.connections(), 1U);
}

TEST_F(ClientTest, DoesNotFollowRedirects) {
  listen();
  EXPECT_EQ(send(trusted("/moved")).status, 302);
}

TEST_F(ClientTest, AnAnswerThatIsTooLargeOrTooLateIsUnavailable) {
  listen();
  auto large = trusted("/large");
  large.max_response = 5000;
  EXPECT_EQ(send(large).body.size(), 5000U);
  large.max_response = 4999;
  EXPECT_THROW(send(large), Unavailable);
  auto slow = trusted("/slow");
  slow.timeout = 100ms;
  EXPECT_THROW(send(slow), Unavailable);
  slow.timeout = 20s;
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_THROW(send(slow, {}, 100ms), Unavailable) << "whoever waits for it waits no longer";
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_THROW(send(trusted("/echo"), {}, -1ms), Unavailable);
}

TEST_F(ClientTest, NobodyListeningIsUnavailable) {
  port_ = 1;
  EXPECT_THROW(send(trusted("/")), Unavailable);
}

TEST_F(ClientTest, AGivenDestinationReachesNothingInside) {
  listen();
  for (const auto* host : {"127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254",
                           "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"}) {
    ClientRequest request{.url = fmt::format("https://{}:{}/echo", host, port_)};
    EXPECT_THROW(send(request), DestinationRefused) << host;
  }
  for (const auto* target :
       {"http://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/"}) {
    EXPECT_THROW(send({.url = target}), DestinationRefused) << target;
  }
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(ClientTest, HeadersAndMethodsCannotCarryLineBreaks) {
  listen();
  auto request = trusted("/echo");
  request.headers = {{"X-Note", "a\r\nX-Evil: 1"}};
  EXPECT_THROW(send(request), std::invalid_argument);
  request.headers = {{"X-Note\r\n", "a"}};
  EXPECT_THROW(send(request), std::invalid_argument);
  EXPECT_THROW(send(trusted("/echo", "GET / HTTP/1.1\r\n")), std::invalid_argument);
}

TEST_F(ClientTest, ACertificateThatNoAuthoritySignedIsRefused) {
  const test::TempDir folder;
  const auto certificate = (folder.path() / "cert.pem").string();
  const auto key = (folder.path() / "key.pem").string();
  const auto command = fmt::format(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=here "
      "-addext subjectAltName=IP:127.0.0.1 -keyout {} -out {} 2>/dev/null",
      key, certificate);
  ASSERT_EQ(std::system(command.c_str()), 0);
  listen(std::make_shared<TlsKeys>(
      TlsOptions{.certificate = certificate, .key = key, .client_ca = {}}));
  ClientRequest request{.url = url("/echo", "https"), .destination = Destination::configured};
  EXPECT_THROW(send(request), Unavailable);
  EXPECT_EQ(send(request, certificate).status, 201);
  request.url = fmt::format("https://localhost:{}/echo", port_);
  EXPECT_THROW(send(request, certificate), Unavailable);
}

TEST_F(ClientTest, AServerWithoutHttp2IsUnavailableWhereThatIsDemanded) {
  listen();
  auto request = trusted("/echo");
  request.http2 = true;
  EXPECT_THROW(send(request), Unavailable);
  request.http2 = false;
  EXPECT_EQ(send(request).status, 201);
}

TEST_F(ClientTest, AServerWithoutHttp2IsUnavailableOverTlsToo) {
  const test::TempDir folder;
  const auto certificate = (folder.path() / "cert.pem").string();
  const auto key = (folder.path() / "key.pem").string();
  const auto command = fmt::format(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=here "
      "-addext subjectAltName=IP:127.0.0.1 -keyout {} -out {} 2>/dev/null",
      key, certificate);
  ASSERT_EQ(std::system(command.c_str()), 0);
  listen(std::make_shared<TlsKeys>(
      TlsOptions{.certificate = certificate, .key = key, .client_ca = {}}));
  ClientRequest request{
      .url = url("/echo", "https"), .destination = Destination::configured, .http2 = true};
  EXPECT_THROW(send(request, certificate), Unavailable);
}

TEST_F(ClientTest, ATransferWhoseCoroutineIsDestroyedLeavesNothingBehind) {
  auto other = std::make_unique<boost::asio::io_context>(1);
  auto transfers = std::make_unique<CurlMulti>(other->get_executor());
  Client client{*transfers};
  listen();
  boost::asio::co_spawn(*other, client.send(trusted("/slow")),
                        [](std::exception_ptr, ClientResponse) {});
  other->run_for(50ms);
  transfers.reset();
  other.reset();
}

}  // namespace
}  // namespace gatehouse::http
