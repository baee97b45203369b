#include "source_file.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::tidy {
namespace {

namespace fs = std::filesystem;

/// Walks through C++ text by character. It knows comments, strings with escapes, raw strings and digit separators.
class Divider {
 public:
  explicit Divider(std::string_view content) : content_(content) {}

  std::vector<Line> divide() {
    while (at_ < content_.size()) step();
    if (!line_.text.empty()) end_line();
    return std::move(lines_);
  }

 private:
  enum class State { code, line_comment, block_comment, string, character, raw };

  bool follows(std::string_view text) const { return content_.substr(at_).starts_with(text); }

  void end_line() {
    lines_.push_back(std::move(line_));
    line_ = {};
    if (state_ == State::line_comment) state_ = State::code;
  }

  void take(std::string Line::* part, std::size_t count = 1) {
    line_.text += content_.substr(at_, count);
    line_.*part += content_.substr(at_, count);
    at_ += count;
  }

  void step() {
    if (content_[at_] == '\n') {
      ++at_;
      end_line();
      return;
    }
    switch (state_) {
      case State::code:
        return in_code();
      case State::line_comment:
        return take(&Line::comment);
      case State::block_comment:
        if (follows("*/")) {
          state_ = State::code;
          return take(&Line::comment, 2);
        }
        return take(&Line::comment);
      case State::raw:
        if (follows(raw_end_)) {
          state_ = State::code;
          return take(&Line::code, raw_end_.size());
        }
        return take(&Line::literal);
      case State::string:
        return in_quotes('"', &Line::literal);
      case State::character:
        return in_quotes('\'', &Line::literal);
    }
  }

  void in_code() {
    const char previous = line_.code.empty() ? ' ' : line_.code.back();
    const bool in_word = std::isalnum(static_cast<unsigned char>(previous)) != 0;
    if (follows("//")) {
      state_ = State::line_comment;
      take(&Line::comment, 2);
    } else if (follows("/*")) {
      state_ = State::block_comment;
      take(&Line::comment, 2);
    } else if (follows("R\"") && !in_word) {
      const auto open = content_.find('(', at_);
      raw_end_ = ")" + std::string(content_.substr(at_ + 2, open - at_ - 2)) + "\"";
      state_ = State::raw;
      take(&Line::code, open - at_ + 1);
    } else if (follows("\"")) {
      state_ = State::string;
      take(&Line::code);
    } else if (follows("'") && !in_word) {
      state_ = State::character;
      take(&Line::code);
    } else {
      take(&Line::code);
    }
  }

  void in_quotes(char quote, std::string Line::* content) {
    if (content_[at_] == '\\' && at_ + 1 < content_.size()) {
      take(content, 2);
    } else if (content_[at_] == quote) {
      state_ = State::code;
      take(&Line::code);
    } else {
      take(content);
    }
  }

  std::string_view content_;
  std::size_t at_ = 0;
  State state_ = State::code;
  std::string raw_end_;
  Line line_;
  std::vector<Line> lines_;
};

std::vector<Line> plain_lines(std::string_view content) {
  std::vector<Line> lines;
  while (!content.empty()) {
    const auto end = std::min(content.find('\n'), content.size());
    lines.push_back({.text = std::string(content.substr(0, end))});
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  return lines;
}

bool is_written_by_people(const fs::path& path) {
  static constexpr std::array names{"CMakeLists.txt", "dev", "run"};
  static constexpr std::array extensions{".cpp", ".hpp", ".sql", ".cmake", ".sh", ".mjs",
                                         ".ts",  ".tsx", ".md",  ".toml",  ".yml"};
  // Declarations of types are generated.
  if (path.string().ends_with(".d.ts")) return false;
  return std::ranges::find(names, path.filename()) != names.end() ||
         std::ranges::find(extensions, path.extension()) != extensions.end() ||
         path.parent_path().filename() == "commands";
}

bool is_left_out(const fs::path& folder) {
  static constexpr std::array names{"build",  "var",    "node_modules", ".git",
                                    ".cache", "corpus", "dist"};
  return std::ranges::find(names, folder.filename()) != names.end();
}

}  // namespace

SourceFile parse_source(std::string path, std::string_view content) {
  SourceFile file{.path = std::move(path)};
  file.ends_with_newline = content.ends_with('\n');
  file.lines = file.is_cpp() ? Divider(content).divide() : plain_lines(content);
  return file;
}

std::vector<SourceFile> read_project(const fs::path& root) {
  std::vector<SourceFile> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    if (entry->is_directory() && is_left_out(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && is_written_by_people(entry->path())) {
      files.push_back(parse_source(fs::relative(entry->path(), root).generic_string(),
                                   test::read_file(entry->path())));
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace gatehouse::tidy
