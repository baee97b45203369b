#include "scanner.hpp"

#include <cstring>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::api {
namespace {

void append_utf8(std::string& out, unsigned point) {
  if (point < 0x80) {
    out.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (point >> 6)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else if (point < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (point >> 12)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (point >> 18)));
    out.push_back(static_cast<char>(0x80 | ((point >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  }
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

Scanner::~Scanner() { wipe(buffer_.data(), buffer_.size()); }  // may have held a password

char Scanner::peek() noexcept {
  while (rest_ < end_ && (*rest_ == ' ' || *rest_ == '\n' || *rest_ == '\r' || *rest_ == '\t')) {
    ++rest_;
  }
  return rest_ < end_ ? *rest_ : '\0';
}

bool Scanner::at_end() noexcept {
  peek();
  return rest_ == end_;
}

bool Scanner::take(char expected) noexcept {
  if (peek() != expected || rest_ == end_) return false;
  ++rest_;
  return true;
}

bool Scanner::take_literal(std::string_view literal) noexcept {
  if (!std::string_view(rest_, end_).starts_with(literal)) return false;
  rest_ += literal.size();
  return true;
}

bool Scanner::take_string(std::string_view& out) {
  if (!take('"')) return false;
  const char* start = rest_;
  bool ascii = true;
  bool copied = false;
  for (; rest_ < end_ && *rest_ != '"'; ++rest_) {
    const auto byte = static_cast<unsigned char>(*rest_);
    if (byte < 0x20) return false;
    if (byte >= 0x80) ascii = false;
    if (byte != '\\') continue;
    if (!copied) buffer_.clear();
    copied = true;
    buffer_.append(start, rest_);
    ++rest_;
    if (!take_escape()) return false;
    start = rest_--;  // the loop moves on again
  }
  if (rest_ == end_) return false;
  if (copied) {
    buffer_.append(start, rest_);
    out = buffer_;
  } else {
    out = {start, rest_};
  }
  ++rest_;
  return ascii || is_utf8(out);
}

// The part of an escape after the backslash.
bool Scanner::take_escape() {
  if (rest_ == end_) return false;
  static constexpr std::string_view names = "\"\\/bfnrt";
  static constexpr std::string_view values = "\"\\/\b\f\n\r\t";
  const char name = *rest_++;
  if (const auto at = names.find(name); at != std::string_view::npos) {
    buffer_.push_back(values[at]);
    return true;
  }
  unsigned point = 0;
  if (name != 'u' || !take_code_unit(point)) return false;
  if (point >= 0xD800 && point < 0xDC00) {
    unsigned low = 0;
    if (!take_literal("\\u") || !take_code_unit(low) || low < 0xDC00 || low > 0xDFFF) return false;
    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  } else if (point >= 0xDC00 && point <= 0xDFFF) {
    return false;
  }
  append_utf8(buffer_, point);
  return true;
}

bool Scanner::take_code_unit(unsigned& unit) noexcept {
  if (end_ - rest_ < 4) return false;
  unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(*rest_++);
    if (digit < 0) return false;
    unit = unit * 16 + static_cast<unsigned>(digit);
  }
  return true;
}

bool Scanner::take_digits() noexcept {
  const char* start = rest_;
  while (rest_ < end_ && is_digit(*rest_)) ++rest_;
  return rest_ > start;
}

bool Scanner::take_number(std::string_view& out, bool& integer) noexcept {
  peek();
  const char* start = rest_;
  if (rest_ < end_ && *rest_ == '-') ++rest_;
  const char* digits = rest_;
  if (!take_digits()) return false;
  if (*digits == '0' && rest_ - digits > 1) return false;  // leading zero
  integer = true;
  if (rest_ < end_ && *rest_ == '.') {
    integer = false;
    ++rest_;
    if (!take_digits()) return false;
  }
  if (rest_ < end_ && (*rest_ == 'e' || *rest_ == 'E')) {
    integer = false;
    ++rest_;
    if (rest_ < end_ && (*rest_ == '+' || *rest_ == '-')) ++rest_;
    if (!take_digits()) return false;
  }
  out = {start, rest_};
  return true;
}

}  // namespace gatehouse::api
