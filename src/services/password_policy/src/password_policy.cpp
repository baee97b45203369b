#include <gatehouse/services/password_policy.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

#include <zxcvbn.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>

#include "breach.hpp"

namespace gatehouse::services {
namespace {

// zxcvbn's time grows with the square of the length, and what follows adds strength only.
constexpr std::size_t max_scored_bytes = 100;

constexpr std::size_t shortest_word = 3;

void add_words_in(std::string_view text, std::vector<std::string>& words) {
  constexpr std::string_view separators = " \t.,_+-'@";
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (end >= shortest_word) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// What a guesser makes of a name or an address: the whole, an address without its domain, and the words in them.
std::vector<std::string> guesses_from(const std::vector<std::string>& personal) {
  std::vector<std::string> words;
  for (const auto& text : personal) {
    const auto local = text.substr(0, text.find('@'));
    for (const auto& whole : {text, local}) {
      if (whole.size() >= shortest_word) words.push_back(whole);
    }
    add_words_in(local, words);
  }
  return words;
}

// zxcvbn's own scale: guesses below 10^3, 10^6, 10^8, 10^10.
int score(const std::string& password, const std::vector<std::string>& personal) {
  const auto guesses = guesses_from(personal);
  std::vector<const char*> words;
  for (const auto& word : guesses) words.push_back(word.c_str());
  words.push_back(nullptr);
  const double bits =
      ZxcvbnMatch(password.substr(0, max_scored_bytes).c_str(), words.data(), nullptr);
  const double digits = bits * std::log10(2.0);
  int result = 0;
  for (const double limit : {3.0, 6.0, 8.0, 10.0}) result += digits >= limit ? 1 : 0;
  return result;
}

Error violation(ErrorCode code, const std::string& pointer, std::string rule, std::string detail) {
  return {.code = code, .detail = detail, .violations = {{pointer, std::move(rule), detail}}};
}

}  // namespace

PasswordPolicy::PasswordPolicy(PasswordRules rules,
                               std::shared_ptr<const BreachedPasswords> breached)
    : rules_(rules), breached_(std::move(breached)) {}

Result<> PasswordPolicy::check(const Secret& password, const std::vector<std::string>& personal,
                               bool has_second_factor, const std::string& pointer) const {
  const auto& text = password.reveal();
  const auto minimum = min_length(has_second_factor);
  if (utf8_length(text) < minimum) {
    return std::unexpected(
        violation(ErrorCode::validation_failed, pointer, "length",
                  "Use at least " + std::to_string(minimum) +
                      " characters. Several words in a row are easy to remember."));
  }
  if (text.size() > crypto::max_password_bytes) {
    return std::unexpected(
        violation(ErrorCode::validation_failed, pointer, "length", "Use at most 1024 bytes."));
  }
  if (breached_ && breached_->contains(password)) return std::unexpected(breached(pointer));
  if (score(text, personal) < rules_.min_score) {
    return std::unexpected(violation(ErrorCode::password_too_weak, pointer, "strength",
                                     "Add some words that do not belong together, and leave out "
                                     "names, dates and rows of keys."));
  }
  return {};
}

}  // namespace gatehouse::services
