// What a machine can check of AGENTS.md. A rule looks at one file and says where it is broken.
#pragma once

#include <string>
#include <vector>

#include "source_file.hpp"

namespace gatehouse::tidy {

struct Finding {
  std::string path;
  std::size_t line = 0;  ///< from 1; 0: the file as a whole
  std::string what;
};

using Findings = std::vector<Finding>;

/// A file has at most 400 lines, a public header 200.
Findings check_length(const SourceFile& file);
/// A line of C++ has at most 100 columns of code and 120 with its comment.
Findings check_columns(const SourceFile& file);
/// No trailing white space, no tabs, no carriage returns, and a newline at the end.
Findings check_white_space(const SourceFile& file);
/// Calls that the project does not make, or only in one place; each with its reason.
Findings check_banned_calls(const SourceFile& file);
/// No SQL in string literals outside tests.
Findings check_sql_literals(const SourceFile& file);
/// Beast, Asio's network part and C libraries for I/O are included by platform only.
Findings check_platform_includes(const SourceFile& file);
/// No to-do mark without a reason, and no comment that tells history.
Findings check_comments(const SourceFile& file);
/// A statement file begins with a comment, is one statement, and names its columns.
Findings check_statement(const SourceFile& file);
/// A public header begins with the comment that is the module's readme.
Findings check_header(const SourceFile& file);

/// Every include of another module's header is of a module that gh_module(USES …) of the including one names.
Findings check_uses(const std::vector<SourceFile>& files);
/// Every .cpp below src/ stands where gh_module picks it up.
Findings check_places(const std::vector<SourceFile>& files);
/// Migrations are numbered 0001, 0002 … without gap or repetition.
Findings check_migrations(const std::vector<SourceFile>& files);

}  // namespace gatehouse::tidy
