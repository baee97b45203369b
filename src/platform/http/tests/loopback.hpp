// A server on a thread of its own, and clients that send and see bytes.
#pragma once

#include <string>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gatehouse/platform/http/server.hpp>

namespace gatehouse::http::testing {

using namespace std::chrono_literals;

class Running {
 public:
  explicit Running(Handler handler, ServerLimits limits = {})
      : counter_(std::make_shared<ConnectionCounter>(limits)),
        server_(context_, limits, counter_, std::move(handler)) {
    port_ = server_.listen({.address = *IpAddress::parse("127.0.0.1"),
                            .trusted_proxies = {*IpNetwork::parse("127.0.0.0/8")}});
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Running() {
    context_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return port_; }
  boost::asio::io_context& context() { return context_; }
  std::size_t connections() const { return counter_->total(); }
  void drain() {
    boost::asio::post(context_, [this] { server_.drain(); });
  }
  /// True as soon as nobody is connected; false when that is not so within `limit`.
  bool is_empty_within(std::chrono::milliseconds limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (connections() > 0) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(1ms);
    }
    return true;
  }

 private:
  boost::asio::io_context context_{1};
  std::shared_ptr<ConnectionCounter> counter_;
  Server server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

class Client {
 public:
  /// `receive_buffer` in bytes; 0: the system's.
  explicit Client(const Running& server, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0)
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool send(const std::string& text) {
    return ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }
  /// What comes until the server is silent for `quiet` or closes.
  std::string read(std::chrono::milliseconds quiet = 200ms) {
    std::string all;
    while (receive(all, quiet)) {
    }
    return all;
  }
  /// What comes until it ends with `end`, the server closes, or five seconds have passed.
  std::string read_until(std::string_view end) {
    std::string all;
    while (!all.ends_with(end) && receive(all, 5s)) {
    }
    return all;
  }
  std::string ask(const std::string& text) {
    send(text);
    return read();
  }
  bool is_closed() const { return closed_; }

 private:
  bool receive(std::string& all, std::chrono::milliseconds limit) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(limit.count())) <= 0) return false;
    char buffer[4096];
    const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
    closed_ = size <= 0;
    if (!closed_) all.append(buffer, static_cast<std::size_t>(size));
    return !closed_;
  }

  int socket_;
  bool closed_ = false;
};

}  // namespace gatehouse::http::testing
