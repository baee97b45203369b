#include "response_text.hpp"

#include <charconv>

namespace gatehouse::http {
namespace {

void append_number(std::string& out, std::size_t value) {
  char text[20];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  out.append(text, static_cast<std::size_t>(end - text));
}

bool has_line_break(std::string_view text) {
  return text.find_first_of("\r\n") != std::string_view::npos;
}

}  // namespace

void append_response(std::string& out, const Response& response, bool head_only, bool keep_alive,
                     std::string_view date) {
  const auto body = response.content();
  out.reserve(out.size() + 512 + body.size());
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ")
      .append(reason_phrase(response.status))
      .append("\r\nDate: ")
      .append(date)
      .append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (has_line_break(name) || has_line_break(value)) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
  if (response.status >= 200 && response.status != 204 && response.status != 304) {
    out.append("Content-Length: ");
    append_number(out, body.size());
    out.append("\r\n");
  }
  if (!keep_alive) out.append("Connection: close\r\n");
  out.append("\r\n");
  if (!head_only && response.status != 204 && response.status != 304) out.append(body);
}

}  // namespace gatehouse::http
