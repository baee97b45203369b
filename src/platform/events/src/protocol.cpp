#include "protocol.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::events {
namespace {

constexpr std::size_t max_line = 64 * 1024;
constexpr std::size_t max_message = 1024 * 1024;
constexpr std::string_view end_of_line = "\r\n";
constexpr std::string_view version = "NATS/1.0";

[[noreturn]] void refuse() { throw Unavailable("the server says what is no NATS"); }

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const auto word : split(line, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

std::size_t number_of(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > max_message) refuse();
  return number;
}

// MSG subject sid [reply] size, HMSG subject sid [reply] size-of-headers size.
struct Announcement {
  std::string_view subject;
  std::size_t headers = 0;
  std::size_t total = 0;
};

Announcement read_announcement(std::string_view line, bool has_headers) {
  const auto words = words_of(line);
  const std::size_t sizes = has_headers ? 2 : 1;
  if (words.size() != 3 + sizes && words.size() != 4 + sizes) refuse();
  Announcement announced{.subject = words[1], .total = number_of(words.back())};
  if (has_headers) announced.headers = number_of(words[words.size() - 2]);
  if (announced.headers > announced.total) refuse();
  return announced;
}

std::string unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'')
    text = text.substr(1, text.size() - 2);
  return std::string(text);
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

std::optional<Operation> Reader::next() {
  const auto length = buffer_.find(end_of_line);
  if (std::min(length, buffer_.size()) > max_line) refuse();
  if (length == std::string::npos) return std::nullopt;
  const auto line = std::string_view(buffer_).substr(0, length);
  const auto name = line.substr(0, line.find_first_of(" \t"));
  const auto rest = line.substr(std::min(name.size() + 1, line.size()));
  auto used = length + end_of_line.size();
  Operation operation;
  const bool has_headers = ascii_iequal(name, "HMSG");
  if (has_headers || ascii_iequal(name, "MSG")) {
    const auto announced = read_announcement(line, has_headers);
    const auto whole = used + announced.total + end_of_line.size();
    if (buffer_.size() < whole) return std::nullopt;
    const auto content = std::string_view(buffer_).substr(used, announced.total);
    if (std::string_view(buffer_).substr(used + announced.total, 2) != end_of_line) refuse();
    operation = {.kind = Operation::Kind::message,
                 .text = std::string(content.substr(announced.headers)),
                 .subject = std::string(announced.subject),
                 .headers = std::string(content.substr(0, announced.headers))};
    used = whole;
  } else if (ascii_iequal(name, "INFO")) {
    operation = {.kind = Operation::Kind::info, .text = std::string(rest)};
  } else if (ascii_iequal(name, "PING")) {
    operation.kind = Operation::Kind::ping;
  } else if (ascii_iequal(name, "PONG")) {
    operation.kind = Operation::Kind::pong;
  } else if (ascii_iequal(name, "+OK")) {
    operation.kind = Operation::Kind::ok;
  } else if (ascii_iequal(name, "-ERR")) {
    operation = {.kind = Operation::Kind::error, .text = unquoted(rest)};
  } else {
    refuse();
  }
  buffer_.erase(0, used);
  return operation;
}

int status_in(std::string_view headers) {
  if (!headers.starts_with(version)) return 0;
  const auto line = headers.substr(version.size(), headers.find(end_of_line) - version.size());
  const auto digits = trim(line).substr(0, 3);
  unsigned status = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), status);
  return static_cast<int>(status);
}

void append_publish(std::string& out, const Message& message, std::string_view stream,
                    std::string_view reply) {
  GH_ASSERT(!message.subject.empty() && is_plain(message.subject) && is_plain(message.id));
  auto headers = fmt::format("{}\r\nNats-Msg-Id: {}\r\nNats-Expected-Stream: {}\r\n", version,
                             message.id, stream);
  for (const auto& [name, value] : message.headers) {
    GH_ASSERT(is_plain(name) && is_plain(value));
    fmt::format_to(std::back_inserter(headers), "{}: {}\r\n", name, value);
  }
  headers += end_of_line;
  fmt::format_to(std::back_inserter(out), "HPUB {} {} {} {}\r\n", message.subject, reply,
                 headers.size(), headers.size() + message.body.size());
  out += headers;
  out += message.body;
  out += end_of_line;
}

void append_request(std::string& out, std::string_view subject, std::string_view body,
                    std::string_view reply) {
  fmt::format_to(std::back_inserter(out), "PUB {} {} {}\r\n{}\r\n", subject, reply, body.size(),
                 body);
}

}  // namespace gatehouse::events
