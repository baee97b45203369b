// The connection's own reader of requests: however the bytes arrive, it reads the same, and what it accepts a strict
// second reader (RFC 9112, written here without the first one's code) sees as one message of the same length and body.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/text.hpp>

#include "request_reader.hpp"

namespace {

using namespace gatehouse;
using Reader = http::RequestReader;

const http::ServerLimits limits{.header_bytes = 4096, .target_bytes = 1024, .body_bytes = 4096};

struct Outcome {
  Reader::State state = Reader::State::header;
  std::optional<ErrorCode> error{};
  std::size_t taken = 0;
  http::Request request{};
};

// As a connection does: what has arrived is shown to the reader, `step` bytes more each time.
Outcome read_in_steps(std::string_view bytes, std::size_t step) {
  Reader reader(limits);
  Outcome outcome;
  for (std::size_t arrived = 0; arrived < bytes.size();) {
    arrived = std::min(bytes.size(), arrived + step);
    auto before = Reader::State::header;
    do {
      before = reader.state();
      outcome.taken += reader.put(bytes.substr(outcome.taken, arrived - outcome.taken));
    } while (!reader.error() && reader.state() == Reader::State::body && before != reader.state());
    if (reader.error() || reader.state() == Reader::State::complete) break;
  }
  outcome.state = reader.state();
  outcome.error = reader.error();
  if (!outcome.error && outcome.state == Reader::State::complete) outcome.request = reader.take();
  return outcome;
}

// What is left of a message, line by line and byte by byte. Every violation stops the program.
struct StrictText {
  std::string_view rest;

  std::string_view line() {
    const auto end = rest.find("\r\n");
    GH_ASSERT(end != std::string_view::npos);
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    GH_ASSERT(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    return line;
  }
  std::string_view data(std::size_t size) {
    GH_ASSERT(rest.size() >= size);
    const auto data = rest.substr(0, size);
    rest.remove_prefix(size);
    return data;
  }
};

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7F &&
           std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
  });
}

std::size_t number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  GH_ASSERT(error == std::errc{} && end == text.data() + text.size());
  return value;
}

struct Fields {
  std::vector<std::string_view> lengths;
  std::vector<std::string_view> encodings;
  std::size_t hosts = 0;
};

// Up to and with the empty line.
Fields read_fields(StrictText& text) {
  Fields fields;
  for (auto line = text.line(); !line.empty(); line = text.line()) {
    const auto colon = line.find(':');
    GH_ASSERT(colon != std::string_view::npos);
    const auto name = line.substr(0, colon);
    GH_ASSERT(is_token(name));
    const auto value = trim(line.substr(colon + 1));
    if (ascii_iequal(name, "Content-Length")) fields.lengths.push_back(value);
    if (ascii_iequal(name, "Transfer-Encoding")) fields.encodings.push_back(value);
    if (ascii_iequal(name, "Host")) ++fields.hosts;
  }
  return fields;
}

std::string read_chunks(StrictText& text) {
  std::string body;
  while (true) {
    const auto line = text.line();
    const auto size = number(trim(line.substr(0, line.find(';'))), 16);
    if (size == 0) break;
    body += text.data(size);
    GH_ASSERT(text.line().empty());
  }
  GH_ASSERT(text.line().empty());
  return body;
}

void check_with_second_reader(std::string_view message, const http::Request& request) {
  StrictText text{message};
  const auto start = split(text.line(), ' ');
  GH_ASSERT(start.size() == 3 && is_token(start[0]) && start[0] == request.method);
  GH_ASSERT(start[1].ends_with(request.target) || request.target == "/");
  GH_ASSERT(start[2] == "HTTP/1.1" || start[2] == "HTTP/1.0");
  const auto fields = read_fields(text);
  GH_ASSERT(fields.hosts == 1 || (fields.hosts == 0 && start[2] == "HTTP/1.0"));
  GH_ASSERT(fields.lengths.size() + fields.encodings.size() <= 1);
  std::string body;
  if (!fields.encodings.empty()) {
    GH_ASSERT(ascii_iequal(fields.encodings[0], "chunked") && start[2] == "HTTP/1.1");
    body = read_chunks(text);
  } else if (!fields.lengths.empty()) {
    body = text.data(number(fields.lengths[0], 10));
  }
  GH_ASSERT(text.rest.empty());
  GH_ASSERT(body == request.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto whole = read_in_steps(bytes, bytes.size());
  for (const std::size_t step : {1, 7}) {
    const auto parts = read_in_steps(bytes, step);
    // Where one refuses, the other refuses or still waits for more.
    const auto is_read = [](const Outcome& outcome) {
      return !outcome.error && outcome.state == Reader::State::complete;
    };
    GH_ASSERT(is_read(parts) == is_read(whole));
    if (!is_read(whole)) continue;
    GH_ASSERT(parts.taken == whole.taken && parts.request.headers == whole.request.headers);
    GH_ASSERT(parts.request.body == whole.request.body);
  }
  if (whole.error || whole.state != Reader::State::complete) return 0;
  GH_ASSERT(whole.request.body.size() <= limits.body_bytes);
  check_with_second_reader(bytes.substr(0, whole.taken), whole.request);
  return 0;
}
