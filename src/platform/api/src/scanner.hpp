// The lexical part of strict JSON (RFC 8259): white space, strings, numbers and literals, one after the other.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::api {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text.data()), end_(text.data() + text.size()) {}
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;
  ~Scanner();

  /// The next byte that is not white space, without taking it; 0 at the end (a real NUL is no token either).
  char peek() noexcept;
  /// True when nothing but white space is left.
  bool at_end() noexcept;
  /// Takes `expected` after white space; false, taking nothing, when something else stands there.
  bool take(char expected) noexcept;
  /// Takes the literal "true", "false" or "null".
  bool take_literal(std::string_view literal) noexcept;
  /// Takes a string whose opening quote is next. `out` points into the text, or into a buffer that the next string
  /// reuses. False: unterminated, control character, bad escape, lone surrogate or invalid UTF-8.
  bool take_string(std::string_view& out);
  /// Takes a number by its grammar; `integer` when it has neither fraction nor exponent.
  bool take_number(std::string_view& out, bool& integer) noexcept;

 private:
  bool take_escape();
  bool take_code_unit(unsigned& unit) noexcept;
  bool take_digits() noexcept;

  const char* rest_;
  const char* end_;
  std::string buffer_;
};

}  // namespace gatehouse::api
