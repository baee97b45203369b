#include "digit_pattern.hpp"

#include <array>

#include <gatehouse/base/assert.hpp>

namespace gatehouse::records {
namespace {

// A set of places in the digits: bit n stands before digit n.
using Places = std::uint32_t;

class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view digits) : pattern_(pattern) {
    GH_ASSERT(digits.size() < 32);
    for (std::size_t i = 0; i < digits.size(); ++i) {
      before_[static_cast<std::size_t>(digits[i] - '0')] |= Places{1} << i;
    }
  }

  // Each of these reads its part of the pattern and gives the places after it, when it begins at one of `from`.
  Places alternatives(Places from) {
    Places reached = 0;
    do {
      reached |= sequence(from);
    } while (take('|'));
    return reached;
  }

 private:
  Places sequence(Places at) {
    while (next_ < pattern_.size() && pattern_[next_] != '|' && pattern_[next_] != ')') {
      at = repeated(at);
    }
    return at;
  }

  Places repeated(Places from) {
    const auto start = next_;
    Places at = atom(from);
    const auto [least, most] = quantifier();
    const auto end = next_;
    Places reached = least == 0 ? from : 0;
    for (int count = 1;; ++count) {
      if (count >= least) reached |= at;
      if (count == most) break;
      next_ = start;
      at = atom(at);
    }
    next_ = end;
    return reached;
  }

  Places atom(Places from) {
    if (take('(')) {
      GH_ASSERT(take('?') && take(':'));
      const auto reached = alternatives(from);
      GH_ASSERT(take(')'));
      return reached;
    }
    return (from & places_before_one()) << 1;
  }

  // The places before the digits that \d, a class or a digit stands for.
  Places places_before_one() {
    if (take('\\')) {
      GH_ASSERT(take('d'));
      return range(0, 9);
    }
    if (!take('[')) return before_[digit()];
    Places places = 0;
    while (!take(']')) {
      const auto first = digit();
      places |= range(first, take('-') ? digit() : first);
    }
    return places;
  }

  Places range(std::size_t first, std::size_t last) const {
    Places places = 0;
    for (auto i = first; i <= last; ++i) places |= before_[i];
    return places;
  }

  struct Times {
    int least;
    int most;
  };
  Times quantifier() {
    if (take('?')) return {0, 1};
    if (!take('{')) return {1, 1};
    const int least = number();
    const int most = take(',') ? number() : least;
    GH_ASSERT(take('}') && most >= least && most > 0);
    return {least, most};
  }

  int number() {
    int value = static_cast<int>(digit());
    while (next_ < pattern_.size() && is_digit(pattern_[next_])) {
      value = value * 10 + static_cast<int>(digit());
    }
    return value;
  }

  std::size_t digit() {
    GH_ASSERT(next_ < pattern_.size() && is_digit(pattern_[next_]));
    return static_cast<std::size_t>(pattern_[next_++] - '0');
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  bool take(char c) {
    if (next_ == pattern_.size() || pattern_[next_] != c) return false;
    ++next_;
    return true;
  }

  std::string_view pattern_;
  std::size_t next_ = 0;
  std::array<Places, 10> before_{};  ///< by digit
};

}  // namespace

std::uint32_t match_lengths(std::string_view pattern, std::string_view digits) noexcept {
  return pattern.empty() ? 0 : Matcher(pattern, digits).alternatives(1);
}

bool matches(std::string_view pattern, std::string_view digits) noexcept {
  return (match_lengths(pattern, digits) >> digits.size() & 1U) != 0;
}

}  // namespace gatehouse::records
