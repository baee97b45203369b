#include "response_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <gatehouse/base/text.hpp>

namespace gatehouse::http {
namespace {

void append_number(std::string& out, std::size_t value, int base = 10) {
  char text[20];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, base);
  out.append(text, static_cast<std::size_t>(end - text));
}

bool has_line_break(std::string_view text) {
  return text.find_first_of("\r\n") != std::string_view::npos;
}

void append_status(std::string& out, int status, std::string_view date) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(status));
  out.append(" ").append(reason_phrase(status)).append("\r\nDate: ").append(date).append("\r\n");
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  if (has_line_break(name) || has_line_break(value)) return;
  out.append(name).append(": ").append(value).append("\r\n");
}

bool frames_the_body(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"Content-Length", "Transfer-Encoding",
                                                  "Connection", "Trailer"};
  return std::ranges::any_of(names, [&](auto other) { return ascii_iequal(name, other); });
}

}  // namespace

void append_response(std::string& out, const Response& response, bool head_only, bool keep_alive,
                     std::string_view date) {
  const auto body = response.content();
  out.reserve(out.size() + 512 + body.size());
  append_status(out, response.status, date);
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  if (response.status >= 200 && response.status != 204 && response.status != 304) {
    out.append("Content-Length: ");
    append_number(out, body.size());
    out.append("\r\n");
  }
  if (!keep_alive) out.append("Connection: close\r\n");
  out.append("\r\n");
  if (!head_only && response.status != 204 && response.status != 304) out.append(body);
}

void append_stream_header(std::string& out, const Response& response, bool chunked,
                          std::string_view date) {
  append_status(out, response.status, date);
  for (const auto& [name, value] : response.headers) {
    if (!frames_the_body(name)) append_header(out, name, value);
  }
  if (chunked) out.append("Transfer-Encoding: chunked\r\n");
  out.append("Connection: close\r\n\r\n");
}

void append_chunk(std::string& out, std::string_view data) {
  append_number(out, data.size(), 16);
  out.append("\r\n").append(data).append("\r\n");
}

}  // namespace gatehouse::http
