// What the load generators share: one blocking connection, and requests on it.
#pragma once

#include <charconv>
#include <random>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bench {

// The number that `text` begins with; 0 when it begins with none.
template <class T = int>
T number(std::string_view text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Ends the program when it cannot connect.
class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      fmt::print(stderr, "cannot connect\n");
      std::exit(1);
    }
  }
  ~Connection() { ::close(socket_); }

  // The status; the body is in body().
  int exchange(const std::string& request) {
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) return 0;
    answer_.clear();
    body_ = 0;
    for (;;) {
      const auto end = answer_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto at = answer_.find("Content-Length: ");
        const std::size_t length =
            at < end ? number<std::size_t>(std::string_view(answer_).substr(at + 16)) : 0;
        body_ = end + 4;
        if (answer_.size() >= body_ + length) return number(std::string_view(answer_).substr(9));
      }
      char buffer[16384];
      const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
      if (size <= 0) return 0;
      answer_.append(buffer, static_cast<std::size_t>(size));
    }
  }
  std::string_view body() const { return std::string_view(answer_).substr(body_); }

 private:
  int socket_;
  std::string answer_;
  std::size_t body_ = 0;
};

inline std::string post(std::string_view path, const std::string& body, std::mt19937& random,
                        std::string_view token = {}) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {}.{}.{}.{}\r\nContent-Type: "
      "application/json\r\n"
      "{}{}{}Content-Length: {}\r\n\r\n{}",
      path, 11 + random() % 80, random() % 256, random() % 256, 1 + random() % 254,
      token.empty() ? "" : "Authorization: Bearer ", token, token.empty() ? "" : "\r\n",
      body.size(), body);
}

// The text member `name` of a JSON object, wherever it stands; empty when there is none.
inline std::string text_member(std::string_view body, std::string_view name) {
  const auto mark = fmt::format(R"("{}":")", name);
  const auto at = body.find(mark);
  if (at == std::string_view::npos) return {};
  const auto start = at + mark.size();
  return std::string(body.substr(start, body.find('"', start) - start));
}

}  // namespace bench
