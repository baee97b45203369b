#include <gatehouse/services/one_time_codes/backup_codes.hpp>

#include <gatehouse/base/random.hpp>

namespace gatehouse::services {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t characters = 10;
constexpr std::size_t max_typed_bytes = 64;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// What a character stands for (Crockford); any other is itself.
char canonical(char typed) {
  switch (const char c = upper(typed)) {
    case 'O':
      return '0';
    case 'I':
    case 'L':
      return '1';
    default:
      return c;
  }
}

Secret in_two_groups(std::string code) {
  code.insert(characters / 2, 1, '-');
  return Secret{std::move(code)};
}

}  // namespace

std::vector<Secret> make_backup_codes() {
  std::vector<Secret> codes;
  codes.reserve(backup_code_count);
  for (std::size_t i = 0; i < backup_code_count; ++i) {
    auto code = random_string(characters);
    for (char& c : code) c = alphabet[static_cast<unsigned char>(c) % alphabet.size()];
    codes.push_back(in_two_groups(std::move(code)));
  }
  return codes;
}

std::optional<Secret> normalise_backup_code(const Secret& typed) {
  if (typed.size() > max_typed_bytes) return std::nullopt;
  std::string code;
  code.reserve(max_typed_bytes);
  for (const char c : typed.reveal()) {
    if (c == ' ' || c == '-') continue;
    code.push_back(canonical(c));
    if (!alphabet.contains(code.back())) return std::nullopt;
  }
  if (code.size() != characters) return std::nullopt;
  return in_two_groups(std::move(code));
}

}  // namespace gatehouse::services
