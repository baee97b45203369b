// A file of the project, its C++ lines divided into what a rule may want to look at.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::tidy {

struct Line {
  std::string text;     ///< as it stands in the file
  std::string code;     ///< without comments; the content of literals is blank
  std::string literal;  ///< the content of its string literals, one after another
  std::string comment;  ///< the content of its comments
};

struct SourceFile {
  std::string path;  ///< relative to the project, with slashes: src/base/src/text.cpp
  std::vector<Line> lines;
  bool ends_with_newline = true;

  bool is_cpp() const { return path.ends_with(".cpp") || path.ends_with(".hpp"); }
  bool is_test() const { return path.starts_with("tests/") || path.contains("/tests/"); }
  bool is_public_header() const { return path.starts_with("src/") && path.contains("/include/"); }
};

/// Divides `content`; code, literal and comment are filled for .cpp and .hpp only.
SourceFile parse_source(std::string path, std::string_view content);

/// Every file below `root` that people write: no build folders, no packages, no binary files. Sorted by path.
std::vector<SourceFile> read_project(const std::filesystem::path& root);

}  // namespace gatehouse::tidy
