// Rules that look at several files: modules with their build files, and the row of migrations.
#include <map>
#include <optional>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "rules.hpp"

namespace gatehouse::tidy {
namespace {

/// src/platform/pg/src/x.cpp → platform/pg; src/base/… → base. Empty outside a module.
std::string module_of(const std::string& path) {
  static const std::regex pattern(
      R"(^src/(base|app|(?:platform|records|services|flows)/[a-z0-9_]+)/)");
  std::smatch match;
  return std::regex_search(path, match, pattern) ? match[1].str() : "";
}

/// The module whose header `included` is; a module with one header has it beside its folder.
std::string module_of_header(const std::string& included) {
  static const std::regex pattern(
      R"(^gatehouse/(base|app|(?:platform|records|services|flows)/[a-z0-9_]+)(/|\.hpp$))");
  std::smatch match;
  return std::regex_search(included, match, pattern) ? match[1].str() : "";
}

/// The words after USES in gh_module(…).
std::set<std::string> uses_of(const SourceFile& build_file) {
  std::string text;
  for (const Line& line : build_file.lines) text += line.text.substr(0, line.text.find('#')) + " ";
  static const std::regex pattern(R"(gh_module\(\s*USES\s+([a-z0-9_/ ]*))");
  std::smatch match;
  std::set<std::string> result;
  if (!std::regex_search(text, match, pattern)) return result;
  const std::string words = match[1];
  static const std::regex word(R"([a-z0-9_/]+)");
  for (auto it = std::sregex_iterator(words.begin(), words.end(), word);
       it != std::sregex_iterator(); ++it) {
    result.insert(it->str());
  }
  return result;
}

}  // namespace

Findings check_uses(const std::vector<SourceFile>& files) {
  std::map<std::string, std::set<std::string>> uses;
  for (const SourceFile& file : files) {
    if (file.path.ends_with("/CMakeLists.txt")) uses[module_of(file.path)] = uses_of(file);
  }
  static const std::regex include(R"(^\s*#\s*include\s*<(gatehouse/[^>]+)>)");
  Findings findings;
  for (const SourceFile& file : files) {
    const std::string module = module_of(file.path);
    if (!file.is_cpp() || file.is_test() || module.empty()) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch match;
      if (!std::regex_search(file.lines[i].text, match, include)) continue;
      const std::string used = module_of_header(match[1]);
      if (!used.empty() && used != module && !uses[module].contains(used)) {
        findings.push_back({file.path, i + 1,
                            fmt::format("{} includes {} without naming it in USES", module, used)});
      }
    }
  }
  return findings;
}

Findings check_places(const std::vector<SourceFile>& files) {
  static const std::regex place(R"(^src/(base|app|(platform|records|services|flows)/[a-z0-9_]+)/)"
                                R"((src/[^/]+\.cpp|tests/[^/]+_test\.cpp)$|^src/app/main\.cpp$)");
  Findings findings;
  for (const SourceFile& file : files) {
    if (file.path.starts_with("src/") && file.path.ends_with(".cpp") &&
        !std::regex_match(file.path, place)) {
      findings.push_back(
          {file.path, 0, "no build file picks it up: MODULE/src/*.cpp or MODULE/tests/*_test.cpp"});
    }
  }
  return findings;
}

Findings check_migrations(const std::vector<SourceFile>& files) {
  int expected = 1;
  Findings findings;
  for (const SourceFile& file : files) {
    if (!file.path.starts_with("db/migrations/") || !file.path.ends_with(".sql")) continue;
    const std::string start = fmt::format("db/migrations/{:04}_", expected++);
    if (!file.path.starts_with(start))
      findings.push_back({file.path, 0, "its name must begin with " + start});
  }
  return findings;
}

}  // namespace gatehouse::tidy
