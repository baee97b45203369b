#include <gatehouse/test/redis.hpp>

#include <chrono>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gatehouse::test {
namespace {

bool accepts(const std::string& path) {
  const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const bool connected =
      connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(client);
  return connected;
}

}  // namespace

RedisServer::RedisServer() : port_(free_port()) { start(); }

void RedisServer::start() {
  const auto log = dir_.path() / "redis.log";
  process_.emplace(
      runtime::Command{.argv = {"redis-server", "--port", std::to_string(port_), "--bind",
                                "127.0.0.1", "--unixsocket", socket(), "--save", "", "--appendonly",
                                "no", "--dir", dir_.path().string()},
                       .output = log});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!accepts(socket())) {
    if (!process_->running() || std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("redis-server did not start: " + read_file(log));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
}

void RedisServer::stop() noexcept { process_.reset(); }
void RedisServer::pause() noexcept { process_->signal(SIGSTOP); }
void RedisServer::resume() noexcept { process_->signal(SIGCONT); }

RedisServer& redis() {
  static RedisServer server;
  return server;
}

}  // namespace gatehouse::test
