#include <gatehouse/services/one_time_codes/sent_code.hpp>

#include <gatehouse/base/random.hpp>

namespace gatehouse::services {
namespace {

constexpr std::size_t max_typed_bytes = 64;
constexpr std::string_view bangla_digit_start = "\xe0\xa7";  // U+09C0 to U+09FF in UTF-8
constexpr unsigned char bangla_zero = 0xa6;

}  // namespace

Secret make_code() { return random_code(sent_code_digits); }

std::optional<Secret> normalise_code(const Secret& typed, int digits) {
  std::string_view rest = typed.reveal();
  if (rest.size() > max_typed_bytes) return std::nullopt;
  std::string code;
  code.reserve(rest.size());
  while (!rest.empty()) {
    if (rest.front() >= '0' && rest.front() <= '9') {
      code.push_back(rest.front());
    } else if (rest.size() >= 3 && rest.starts_with(bangla_digit_start)) {
      const int value = static_cast<unsigned char>(rest[2]) - bangla_zero;
      if (value < 0 || value > 9) return std::nullopt;
      code.push_back(static_cast<char>('0' + value));
      rest.remove_prefix(2);
    } else if (rest.front() != ' ') {
      return std::nullopt;
    }
    rest.remove_prefix(1);
  }
  if (code.size() != static_cast<std::size_t>(digits)) return std::nullopt;
  return Secret{std::move(code)};
}

}  // namespace gatehouse::services
