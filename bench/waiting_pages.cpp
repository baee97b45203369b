// What pages cost that wait for an event: opens ten thousand streams from another process, and prints the server's
// memory for each in KiB, the milliseconds until one signal has reached them all, and until all are forgotten once they
// have left.
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gatehouse/platform/api/event_stream.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/http/server.hpp>
#include <gatehouse/platform/runtime/descriptors.hpp>
#include <gatehouse/platform/runtime/workers.hpp>

namespace {

using namespace gatehouse;
using namespace std::chrono_literals;

const Uuid topic{};

void check(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::_Exit(1);
}

// One byte from the other process.
void await(int channel) {
  char byte = 0;
  check(::read(channel, &byte, 1) == 1, "the other process");
}
void tell(int channel) { check(::write(channel, "x", 1) == 1, "the other process"); }

std::string read_until(int socket, std::string_view end) {
  std::string text;
  char buffer[2048];
  while (!text.ends_with(end)) {
    const auto size = ::recv(socket, buffer, sizeof buffer, 0);
    check(size > 0, "recv");
    text.append(buffer, static_cast<std::size_t>(size));
  }
  return text;
}

int open_stream(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  check(socket >= 0, "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "connect");
  // As a browser's.
  const std::string request =
      "GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" +
      std::string("Cookie: session=") + std::string(700, 'x') +
      "\r\nUser-Agent: " + std::string(120, 'x') + "\r\n\r\n";
  check(::send(socket, request.data(), request.size(), MSG_NOSIGNAL) > 0, "send");
  return socket;
}

// The pages' process.
int wait_in_pages(int channel, int count) {
  std::uint16_t port = 0;
  check(::read(channel, &port, sizeof port) == sizeof port, "the other process");
  std::vector<int> sockets;
  for (int i = 0; i < count; ++i) {
    sockets.push_back(open_stream(port));
    check(read_until(sockets.back(), "data: 1\n\n\r\n").starts_with("HTTP/1.1 200"), "answer");
  }
  tell(channel);
  for (const int socket : sockets) read_until(socket, "data: 2\n\n\r\n");
  tell(channel);
  await(channel);
  for (const int socket : sockets) ::close(socket);
  return 0;
}

class Counting final : public api::EventFeed {
 public:
  Task<api::News> look() override {
    co_return api::News{.events = {{.name = "count", .data = std::to_string(++looks_)}}};
  }

 private:
  int looks_ = 0;
};

struct Worker {
  Worker(boost::asio::io_context& context, runtime::SignalBoards& boards,
         std::shared_ptr<http::ConnectionCounter> counter, const http::ServerLimits& limits)
      : board(context),
        router({.clock = clock}),
        server(context, limits, std::move(counter),
               [this](http::Request& request) { return router.handle(request); }) {
    boards.add(board);
    router.add({.method = api::Method::get,
                .path = "/events",
                .operation_id = "watch",
                .summary = "Watch",
                .access = api::anonymous()},
               *this, &Worker::watch);
  }
  Task<Result<http::Response>> watch(api::Context&) {
    co_return api::event_stream(std::make_unique<Counting>(), board.subscribe(topic));
  }

  SystemClock clock;
  runtime::SignalBoard board;
  api::Router router;
  http::Server server;
};

double resident_kib() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

double milliseconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
      .count();
}

}  // namespace

int main() {
  constexpr int count = 10'000;
  runtime::raise_descriptor_limit(static_cast<std::size_t>(count) + 100);
  int channel[2];
  check(::socketpair(AF_UNIX, SOCK_STREAM, 0, channel) == 0, "socketpair");
  const auto pages = ::fork();
  if (pages == 0) std::_Exit(wait_in_pages(channel[1], count));

  const auto most = static_cast<std::size_t>(count) + 10;
  const http::ServerLimits limits{.max_connections = most, .max_connections_per_address = most};
  const auto counter = std::make_shared<http::ConnectionCounter>(limits);
  runtime::SignalBoards boards;
  runtime::Workers loops(2);
  std::vector<std::unique_ptr<Worker>> workers;
  std::uint16_t port = 0;
  for (int i = 0; i < loops.size(); ++i) {
    workers.push_back(std::make_unique<Worker>(loops.context(i), boards, counter, limits));
    port = workers.back()->server.listen({.address = *IpAddress::parse("127.0.0.1"),
                                          .port = port,
                                          .tls = {},
                                          .trusted_proxies = {}});
  }
  loops.start();
  std::this_thread::sleep_for(100ms);
  const auto before = resident_kib();
  check(::write(channel[0], &port, sizeof port) == sizeof port, "the other process");
  await(channel[0]);
  const auto each = (resident_kib() - before) / count;
  const auto begun = std::chrono::steady_clock::now();
  boards.notify(topic);
  await(channel[0]);
  const auto told = milliseconds_since(begun);
  tell(channel[0]);
  const auto left = std::chrono::steady_clock::now();
  while (counter->total() > 0 && milliseconds_since(left) < 60'000)
    std::this_thread::sleep_for(1ms);
  fmt::print("{:.2f} {:.0f} {:.0f}\n", each, told, milliseconds_since(left));
  ::waitpid(pages, nullptr, 0);
  loops.on_each([&](int i) { workers[static_cast<std::size_t>(i)].reset(); });
  loops.stop();
  return 0;
}
