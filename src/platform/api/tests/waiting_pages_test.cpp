// Streams of events from the server's socket to many clients at once.
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gatehouse/platform/api/event_stream.hpp>
#include <gatehouse/platform/http/server.hpp>
#include <gatehouse/platform/runtime/descriptors.hpp>

#include "shop.hpp"

namespace gatehouse::api {
namespace {

using namespace std::chrono_literals;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_memory_as_shipped = false;
#else
constexpr bool is_memory_as_shipped = true;
#endif
#else
constexpr bool is_memory_as_shipped = true;
#endif

class Counting final : public EventFeed {
 public:
  Task<News> look() override {
    co_return News{.events = {{.name = "count", .data = std::to_string(++looks_)}}};
  }

 private:
  int looks_ = 0;
};

// One worker with the route /events, on a thread of its own.
class Running {
 public:
  explicit Running(const http::ServerLimits& limits)
      : counter_(std::make_shared<http::ConnectionCounter>(limits)),
        server_(context_, limits, counter_,
                [this](http::Request& request) { return router_.handle(request); }) {
    boards_.add(board_);
    router_.add({.method = Method::get,
                 .path = "/events",
                 .operation_id = "watch",
                 .summary = "Watch",
                 .access = anonymous()},
                *this, &Running::watch);
    port_ = server_.listen(
        {.address = *IpAddress::parse("127.0.0.1"), .tls = {}, .trusted_proxies = {}});
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Running() {
    context_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return counter_->total(); }
  void notify() { boards_.notify(Uuid{}); }
  void drain() {
    boost::asio::post(context_, [this] { server_.drain(); });
  }
  bool has_within(std::size_t connections, std::chrono::milliseconds limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (counter_->total() != connections) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(1ms);
    }
    return true;
  }

 private:
  Task<Result<http::Response>> watch(Context&) {
    co_return event_stream(std::make_unique<Counting>(), board_.subscribe(Uuid{}), {.pause = 1ms});
  }

  boost::asio::io_context context_{1};
  SystemClock clock_;
  runtime::SignalBoard board_{context_};
  runtime::SignalBoards boards_;
  Router router_{{.clock = clock_}};
  std::shared_ptr<http::ConnectionCounter> counter_;
  http::Server server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

class Page {
 public:
  explicit Page(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    const std::string request =
        "GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: a=" + std::string(1000, 'x') +
        "\r\n\r\n";
    ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
  }
  ~Page() { ::close(socket_); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  // What comes until it ends with `end`, the server closes, or ten seconds have passed.
  std::string read_until(std::string_view end) const {
    std::string text;
    char buffer[2048];
    while (!text.ends_with(end)) {
      const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
      if (size <= 0) break;
      text.append(buffer, static_cast<std::size_t>(size));
    }
    return text;
  }

 private:
  int socket_;
};

double resident_kib() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

TEST(WaitingPages, AreHeldByThousandsInLittleMemory) {
  constexpr std::size_t count = 2000;
  // Both ends of each connection are here.
  if (runtime::raise_descriptor_limit(2 * count + 100) < 2 * count + 100)
    GTEST_SKIP() << "this process may not open enough files";
  Running running({.max_connections = count, .max_connections_per_address = count});
  const auto before = resident_kib();
  std::vector<std::unique_ptr<Page>> pages;
  for (std::size_t i = 0; i < count; ++i) {
    pages.push_back(std::make_unique<Page>(running.port()));
    const auto answer = pages.back()->read_until("data: 1\n\n\r\n");
    ASSERT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("\r\nretry: "))
        << answer;
  }
  EXPECT_EQ(running.connections(), count);
  if (is_memory_as_shipped) {
    EXPECT_LT((resident_kib() - before) / count, 10.0) << "KiB a page";
  }

  running.notify();
  for (const auto& page : pages)
    ASSERT_EQ(page->read_until("\n\n\r\n"), "16\r\nevent: count\ndata: 2\n\n\r\n");
  pages.resize(count / 2);
  EXPECT_TRUE(running.has_within(count / 2, 5s)) << "those who have left";
  running.notify();
  for (const auto& page : pages)
    ASSERT_EQ(page->read_until("\n\n\r\n"), "16\r\nevent: count\ndata: 3\n\n\r\n");

  const auto begun = std::chrono::steady_clock::now();
  running.drain();
  for (const auto& page : pages) ASSERT_EQ(page->read_until("0\r\n\r\n"), "0\r\n\r\n");
  pages.clear();
  EXPECT_TRUE(running.has_within(0, 5s));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 4s);
}

}  // namespace
}  // namespace gatehouse::api
