#include "rules.hpp"

#include <algorithm>
#include <initializer_list>
#include <regex>
#include <string_view>

#include <fmt/format.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::tidy {
namespace {

struct Ban {
  const char* pattern;               ///< searched in the code of a line
  std::vector<std::string> allowed;  ///< beginnings of paths where it may stand
  const char* reason;
};

const std::string process = "src/platform/runtime/src/process.cpp";
const std::string private_server = "src/platform/pg/src/private_";

const std::vector<Ban>& bans() {
  static const std::vector<Ban> list{
      {R"(\b(s?rand|random|drand48)\(|std::mt19937|random_device)",
       {"src/base/src/random.cpp", "bench/"},
       "randomness comes from base/random.hpp"},
      {R"((system_clock::now|\btime\((nullptr|NULL|0)\)|gettimeofday|CLOCK_REALTIME))",
       {"src/base/src/clock.cpp", "bench/"},
       "time comes from a Clock"},
      {R"(\b(getenv|setenv|putenv)\()",
       {"src/platform/config/", process},
       "settings come from platform/config"},
      {R"(this_thread::sleep|\b(u|nano)?sleep\()",
       {"src/platform/runtime/", private_server, "bench/"},
       "a thread of the event loop must not sleep; co_await runtime::sleep_for"},
      {R"(\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca)\()",
       {},
       "it overflows or is not reentrant"},
      {R"(\b(atoi|atol|atoll|atof|strtol|strtoul|strtod|stoi|stol|stoul|stoll|stoull)\()",
       {},
       "it takes trailing junk or the locale into account; std::from_chars"},
      {R"(\b(localtime|gmtime|asctime|ctime|strftime|setlocale)\w*\()",
       {"src/base/src/clock.cpp"},
       "it depends on the zone or locale of the process"},
      {R"((std::cout|std::cerr|std::clog|\b(f?printf|puts|fputs)\())",
       {"src/app/", "src/base/src/assert.cpp", "bench/"},
       "the log is platform/telemetry's; only the command line prints"},
      {R"(std::regex|regex_match|regex_search)",
       {},
       "std::regex is slow and overflows the stack on long input"},
      {R"(\bassert\(|<cassert>)", {}, "GH_ASSERT is always on"},
      {R"(\bmemcmp\()", {}, "its time tells secrets: constant_time_equal, or == on views"},
      {R"(\.detach\(\)|std::async\b|pthread_)",
       {"src/platform/runtime/"},
       "threads belong to platform/runtime, which joins them"},
      {R"(reinterpret_cast|const_cast)",
       {"src/platform/", "src/base/", "bench/", "src/app/"},
       "the meeting with C libraries is platform's"},
      {R"(\b(system|popen)\()", {private_server}, "a shell reads its input as a program"},
      {R"(catch \((const )?Unavailable)",
       {"src/platform/", "src/app/"},
       "only the HTTP pipeline and the job runner catch Unavailable"},
      {R"(\busing namespace std;)", {}, "names would clash"},
  };
  return list;
}

bool begins_with_any(const std::string& path, const std::vector<std::string>& beginnings) {
  return std::ranges::any_of(beginnings,
                             [&](const auto& start) { return path.starts_with(start); });
}

bool found(const std::string& text, const std::string& pattern) {
  return std::regex_search(text, std::regex(pattern));
}

/// Findings of `what` for each line that `broken` accepts.
template <class Broken>
Findings each_line(const SourceFile& file, const std::string& what, Broken broken) {
  Findings findings;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    if (broken(file.lines[i])) findings.push_back({file.path, i + 1, what});
  }
  return findings;
}

void append(Findings& findings, Findings more) {
  std::ranges::move(more, std::back_inserter(findings));
}

}  // namespace

Findings check_length(const SourceFile& file) {
  if (file.path.ends_with(".md")) return {};
  const std::size_t limit = file.is_public_header() ? 200 : 400;
  if (file.lines.size() <= limit) return {};
  return {{file.path, 0, fmt::format("{} lines, more than {}", file.lines.size(), limit)}};
}

Findings check_columns(const SourceFile& file) {
  if (!file.is_cpp()) return {};
  return each_line(
      file, "longer than 100 columns of code or 120 with its comment", [](const Line& line) {
        if (line.text.contains("http://") || line.text.contains("https://")) return false;
        const auto comment = line.text.find("//");
        const bool has_code = line.code.find_first_not_of(' ') != std::string::npos;
        const auto end = line.comment.empty() ? line.text.size() : comment;
        return utf8_length(line.text) > 120 ||
               (has_code && utf8_length(trim(std::string_view(line.text).substr(0, end))) > 100);
      });
}

Findings check_white_space(const SourceFile& file) {
  Findings findings =
      each_line(file, "trailing white space, tab or carriage return", [](const Line& line) {
        return line.text.ends_with(' ') || line.text.contains('\t') || line.text.contains('\r');
      });
  if (!file.ends_with_newline)
    findings.push_back({file.path, file.lines.size(), "no newline at the end"});
  return findings;
}

Findings check_banned_calls(const SourceFile& file) {
  if (!file.is_cpp() || file.is_test()) return {};
  Findings findings;
  for (const Ban& ban : bans()) {
    if (begins_with_any(file.path, ban.allowed)) continue;
    const std::regex pattern(ban.pattern);
    append(findings, each_line(file, ban.reason, [&](const Line& line) {
             return std::regex_search(line.code, pattern);
           }));
  }
  return findings;
}

Findings check_sql_literals(const SourceFile& file) {
  if (!file.is_cpp() || !file.path.starts_with("src/") || file.is_test()) return {};
  static const std::regex sql(
      R"(\b(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|MERGE\s+INTO\s|TRUNCATE\s|)"
      R"((CREATE|ALTER|DROP)\s+(TABLE|INDEX|DATABASE|ROLE|SCHEMA|EXTENSION)\b))");
  return each_line(file, "SQL in a literal; statements stand in sql/*.sql",
                   [](const Line& line) { return std::regex_search(line.literal, sql); });
}

Findings check_platform_includes(const SourceFile& file) {
  if (!file.is_cpp() || !file.path.starts_with("src/") || file.path.starts_with("src/platform/"))
    return {};
  static const std::regex include(R"(^\s*#\s*include\s*<(boost/beast|boost/asio/(ip|ssl)|)"
                                  R"(libpq|curl/|openssl/|hiredis|sodium|nats|ldap|libxml))");
  return each_line(file, "only src/platform includes this library",
                   [](const Line& line) { return std::regex_search(line.text, include); });
}

Findings check_comments(const SourceFile& file) {
  if (!file.is_cpp()) return {};
  static const std::regex todo(R"(\b(TODO|FIXME|XXX|HACK)\b)");
  static const std::regex reason(R"(\bTODO: .+ because .+)");
  static const std::regex history(
      R"(\b([Ff]ormerly|used to be|renamed from|moved from|[Rr]efactored|for now|)"
      R"([Tt]emporary fix|[Qq]uick fix|)"
      R"(was changed|changed from|in an earlier version|the old (version|code|way)|)"
      R"(previous(ly)? (version|was|were)|issue #?\d+)\b)");
  Findings findings =
      each_line(file, "a mark without a reason (TODO: what, because why)", [](const Line& line) {
        return std::regex_search(line.comment, todo) && !std::regex_search(line.comment, reason);
      });
  append(findings,
         each_line(file, "a comment that tells history; say what is",
                   [](const Line& line) { return std::regex_search(line.comment, history); }));
  return findings;
}

Findings check_statement(const SourceFile& file) {
  if (!file.path.ends_with(".sql")) return {};
  Findings findings;
  if (file.lines.empty() || !file.lines.front().text.starts_with("-- ")) {
    findings.push_back(
        {file.path, 1, "the first line is a comment that says what it returns or changes"});
  }
  if (!file.path.starts_with("src/")) return findings;
  const bool is_block = std::ranges::any_of(
      file.lines, [](const Line& line) { return line.text.starts_with("DO $"); });
  std::size_t number = 0;
  for (const Line& line : file.lines) {
    ++number;
    const std::string statement = line.text.substr(0, line.text.find("--"));
    if (statement.contains(';') && !is_block) {
      findings.push_back({file.path, number, "a semicolon: a file is one statement"});
    }
    if (found(statement, R"(\b(SELECT|RETURNING) \*)")) {
      findings.push_back({file.path, number, "the columns of * change with the table; name them"});
    }
  }
  return findings;
}

Findings check_header(const SourceFile& file) {
  if (!file.path.ends_with(".hpp") || file.is_test()) return {};
  Findings findings;
  if (file.is_public_header() &&
      (file.lines.empty() || !file.lines.front().text.starts_with("// "))) {
    findings.push_back(
        {file.path, 1, "a public header begins with a comment that says what it is for"});
  }
  const bool guarded =
      std::ranges::any_of(file.lines, [](const Line& line) { return line.text == "#pragma once"; });
  if (!guarded) findings.push_back({file.path, 0, "no #pragma once"});
  return findings;
}

}  // namespace gatehouse::tidy
