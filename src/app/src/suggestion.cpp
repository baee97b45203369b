#include "suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

namespace gatehouse::app {
namespace {

// Levenshtein's distance in bytes.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// A beginning counts as near: "user" for "user-count".
std::string nearest(const CLI::App& group, std::string_view word) {
  std::string found;
  auto best = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const auto* command : group.get_subcommands([](const CLI::App*) { return true; })) {
    const auto& name = command->get_name();
    const auto far = word.size() > 2 && name.starts_with(word) ? 1 : distance(word, name);
    if (far < best) {
      best = far;
      found = name;
    }
  }
  return found;
}

std::string sentence(const std::string& path, std::string_view word, const std::string& near) {
  auto text = "there is no command \"" + path + std::string(word) + "\"";
  if (!near.empty()) text += "; did you mean \"" + path + near + "\"?";
  return text;
}

const CLI::App* find_command(const CLI::App& group, std::string_view word) {
  for (const auto* command : group.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == word) return command;
  }
  return nullptr;
}

// How many of the words after an option are its values.
int values_of(const CLI::App& group, const CLI::App& program, const std::string& option) {
  if (option.contains('=')) return 0;
  for (const auto* app : {&group, &program}) {
    if (const auto* known = app->get_option_no_throw(option))
      return known->get_items_expected_min();
  }
  return 0;
}

}  // namespace

std::optional<std::string> find_unknown_command(const CLI::App& program, int argc,
                                                const char* const* argv) {
  const auto* group = &program;
  std::string path;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.starts_with('-')) {
      i += values_of(*group, program, word);
      continue;
    }
    if (group->get_require_subcommand_min() == 0) return std::nullopt;
    const auto* command = find_command(*group, word);
    if (command == nullptr) return sentence(path, word, nearest(*group, word));
    group = command;
    path += word + " ";
  }
  return std::nullopt;
}

}  // namespace gatehouse::app
