#include "exchange.hpp"

#include <charconv>
#include <stdexcept>

#include <arpa/inet.h>
#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

// The value of a header as the program writes it; empty when there is none.
std::string_view header(std::string_view head, std::string_view name) {
  const auto at = head.find(fmt::format("\r\n{}: ", name));
  if (at == std::string_view::npos) return {};
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::optional<Answer> parse(const std::string& bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  Answer answer{.head = bytes.substr(0, end)};
  std::from_chars(bytes.data() + 9, bytes.data() + 12, answer.status);
  std::size_t size = 0;
  const auto length = header(answer.head, "Content-Length");
  std::from_chars(length.data(), length.data() + length.size(), size);
  const auto body = std::string_view(bytes).substr(end + 4);
  if (body.size() != size) return std::nullopt;
  boost::system::error_code no_json;
  answer.body = boost::json::parse({body.data(), body.size()}, no_json);
  return answer;
}

}  // namespace

bool Answer::has_header(std::string_view name) const { return !header(head, name).empty(); }

std::string Answer::text(std::string_view pointer) const {
  boost::system::error_code error;
  const auto* value = body.find_pointer({pointer.data(), pointer.size()}, error);
  if (value == nullptr || !value->is_string())
    throw std::runtime_error(fmt::format("no text at {} of answer {}", pointer, status));
  return std::string(value->get_string());
}

Socket::Socket(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor_);
    throw std::runtime_error("connection refused");
  }
}

Socket::~Socket() { ::close(descriptor_); }

bool Socket::send(std::string_view bytes) const {
  return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

std::string Socket::read_all(std::chrono::milliseconds limit) const {
  const auto end = std::chrono::steady_clock::now() + limit;
  std::string bytes;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd ready{.fd = descriptor_, .events = POLLIN, .revents = 0};
    if (left <= 0ms || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return bytes;
    char buffer[16384];
    const auto size = ::recv(descriptor_, buffer, sizeof buffer, 0);
    if (size <= 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(size));
  }
}

bool Socket::is_closed() const {
  char buffer[4096];
  ssize_t size = 1;
  while (size > 0) size = ::recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
  return size == 0 || errno != EAGAIN;
}

std::optional<Answer> send(std::uint16_t port, const Request& request) {
  auto bytes = fmt::format(
      "{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: test\r\n"
      "X-Forwarded-For: {}\r\n",
      request.method, request.path, request.from);
  if (!request.token.empty()) bytes += fmt::format("Authorization: Bearer {}\r\n", request.token);
  if (!request.body.empty()) {
    bytes += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n",
                         request.body.size());
  }
  try {
    const Socket socket(port);
    if (!socket.send(bytes + "\r\n" + request.body)) return std::nullopt;
    return parse(socket.read_all(20s));
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

std::string network(int number) {
  return fmt::format("10.{}.{}.1", number / 256 % 256, number % 256);
}

}  // namespace gatehouse::fault
