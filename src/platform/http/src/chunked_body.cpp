#include "chunked_body.hpp"

#include <algorithm>
#include <charconv>

namespace gatehouse::http {
namespace {

constexpr std::size_t max_line = 256;

// Nothing, or extensions of printable characters.
bool are_extensions(std::string_view text) {
  if (text.empty()) return true;
  const auto start = text.find_first_not_of(" \t");
  return start != std::string_view::npos && text[start] == ';' &&
         std::ranges::all_of(text, [](char c) { return (c >= ' ' && c < 0x7F) || c == '\t'; });
}

}  // namespace

std::size_t ChunkedBody::put(std::string_view bytes, std::string& body) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !error_ && !is_complete()) {
    const auto rest = bytes.substr(taken);
    if (place_ == Place::data) {
      const auto data = rest.substr(0, left_);
      body.append(data);
      left_ -= data.size();
      taken += data.size();
      if (left_ == 0) place_ = Place::end_of_data;
      continue;
    }
    const auto end = rest.find("\r\n");
    if (std::min(end, rest.size() - 1) > max_line) error_ = ErrorCode::bad_request;
    if (error_ || end == std::string_view::npos) break;
    put_line(rest.substr(0, end), body.size());
    taken += end + 2;
  }
  return taken;
}

void ChunkedBody::put_line(std::string_view line, std::size_t received) {
  if (place_ == Place::size) return put_size(line, received);
  if (!line.empty()) {
    error_ = ErrorCode::bad_request;
    return;
  }
  place_ = place_ == Place::end ? Place::complete : Place::size;
}

void ChunkedBody::put_size(std::string_view line, std::size_t received) {
  const auto* const last = line.data() + line.size();
  const auto [end, failure] = std::from_chars(line.data(), last, left_, 16);
  if (failure == std::errc::invalid_argument || !are_extensions({end, last})) {
    error_ = ErrorCode::bad_request;
  } else if (failure != std::errc{} || left_ > limit_ - received) {
    error_ = ErrorCode::payload_too_large;
  } else {
    place_ = left_ == 0 ? Place::end : Place::data;
  }
}

}  // namespace gatehouse::http
