#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rules.hpp"

namespace gatehouse::tidy {
namespace {

const std::vector<SourceFile>& project() {
  static const std::vector<SourceFile> files = read_project(GH_PROJECT);
  return files;
}

void expect_none(const Findings& findings) {
  for (const Finding& finding : findings) {
    ADD_FAILURE() << finding.path << ":" << finding.line << ": " << finding.what;
  }
}

template <class Check>
void expect_clean(Check check) {
  for (const SourceFile& file : project()) expect_none(check(file));
}

/// How many times the rule finds something in a file of that path and content.
template <class Check>
std::size_t count(Check check, const std::string& path, const std::string& content) {
  return check(parse_source(path, content)).size();
}

TEST(Project, is_found) { EXPECT_GT(project().size(), 30U); }
TEST(Project, has_short_files) { expect_clean(check_length); }
TEST(Project, has_short_lines) { expect_clean(check_columns); }
TEST(Project, has_clean_white_space) { expect_clean(check_white_space); }
TEST(Project, makes_no_banned_call) { expect_clean(check_banned_calls); }
TEST(Project, keeps_sql_in_sql_files) { expect_clean(check_sql_literals); }
TEST(Project, includes_io_libraries_in_platform_only) { expect_clean(check_platform_includes); }
TEST(Project, has_comments_that_say_what_is) { expect_clean(check_comments); }
TEST(Project, has_one_described_statement_a_file) { expect_clean(check_statement); }
TEST(Project, explains_its_public_headers) { expect_clean(check_header); }
TEST(Project, names_the_modules_it_uses) { expect_none(check_uses(project())); }
TEST(Project, builds_every_source_file) { expect_none(check_places(project())); }
TEST(Project, numbers_its_migrations) { expect_none(check_migrations(project())); }

TEST(Division, tells_code_literals_and_comments_apart) {
  const auto file =
      parse_source("src/a.cpp", "f(\"a // b\");  // c \"d\"\nint n = 1'000; /* e\ng */ h('\"');\n");
  ASSERT_EQ(file.lines.size(), 3U);
  EXPECT_EQ(file.lines[0].code, "f(\"\");  ");
  EXPECT_EQ(file.lines[0].literal, "a // b");
  EXPECT_EQ(file.lines[0].comment, "// c \"d\"");
  EXPECT_EQ(file.lines[1].code, "int n = 1'000; ");
  EXPECT_EQ(file.lines[2].code, " h('');");
}

TEST(Division, reads_raw_strings_to_their_own_end) {
  const auto file = parse_source("src/a.cpp", "auto a = R\"x(one )\" // no\ntwo)x\"; // three\n");
  ASSERT_EQ(file.lines.size(), 2U);
  EXPECT_EQ(file.lines[0].literal, "one )\" // no");
  EXPECT_EQ(file.lines[1].comment, "// three");
}

TEST(Rules, find_long_files_and_lines) {
  std::string lines;
  for (int i = 0; i < 201; ++i) lines += "\n";
  EXPECT_EQ(count(check_length, "src/base/include/gatehouse/base/a.hpp", lines), 1U);
  EXPECT_EQ(count(check_length, "src/base/src/a.cpp", lines), 0U);
  EXPECT_EQ(count(check_length, "src/base/src/a.cpp", lines + lines), 1U);
  EXPECT_EQ(count(check_columns, "src/a.cpp", std::string(101, 'x') + "\n"), 1U);
  EXPECT_EQ(
      count(check_columns, "src/a.cpp", std::string(90, 'x') + "  // 26 columns of comment…\n"),
      0U);
  EXPECT_EQ(count(check_columns, "src/a.cpp", "// " + std::string(117, 'x') + "\n"), 0U);
  EXPECT_EQ(count(check_columns, "src/a.cpp", "// " + std::string(118, 'x') + "\n"), 1U);
}

TEST(Rules, find_stray_white_space) {
  EXPECT_EQ(count(check_white_space, "a.md", "x \n"), 1U);
  EXPECT_EQ(count(check_white_space, "a.md", "\tx\n"), 1U);
  EXPECT_EQ(count(check_white_space, "a.md", "x"), 1U);
  EXPECT_EQ(count(check_white_space, "a.md", "x\n"), 0U);
}

TEST(Rules, find_banned_calls_in_code_only) {
  const std::string now = "auto t = std::chrono::system_clock::now();\n";
  EXPECT_EQ(count(check_banned_calls, "src/flows/a/src/a.cpp", now), 1U);
  EXPECT_EQ(count(check_banned_calls, "src/base/src/clock.cpp", now), 0U);
  EXPECT_EQ(count(check_banned_calls, "src/flows/a/src/a.cpp", "// " + now), 0U);
  for (const char* call :
       {"std::rand();", "getenv(\"X\");", "std::this_thread::sleep_for(1s);", "strcpy(a, b);",
        "std::stoi(x);", "gmtime(&t);", "std::cout << x;", "printf(x);", "std::regex r;",
        "assert(x);", "memcmp(a, b, 3);", "thread.detach();", "reinterpret_cast<int*>(x);",
        "system(x);", "catch (const Unavailable& e)", "using namespace std;"}) {
    EXPECT_EQ(count(check_banned_calls, "src/flows/a/src/a.cpp", std::string(call) + "\n"), 1U)
        << call;
  }
}

TEST(Rules, find_sql_in_literals) {
  EXPECT_EQ(count(check_sql_literals, "src/flows/a/src/a.cpp", "f(\"SELECT id FROM accounts\");\n"),
            1U);
  EXPECT_EQ(
      count(check_sql_literals, "src/flows/a/src/a.cpp", "f(R\"(\nDELETE FROM accounts)\");\n"),
      1U);
  EXPECT_EQ(count(check_sql_literals, "src/flows/a/tests/a_test.cpp", "f(\"SELECT 1\");\n"), 0U);
  EXPECT_EQ(count(check_sql_literals, "src/flows/a/src/a.cpp", "f(\"Select a device\");\n"), 0U);
}

TEST(Rules, find_io_libraries_outside_platform) {
  const std::string include = "#include <openssl/evp.h>\n";
  EXPECT_EQ(count(check_platform_includes, "src/services/a/src/a.cpp", include), 1U);
  EXPECT_EQ(count(check_platform_includes, "src/platform/crypto/src/a.cpp", include), 0U);
}

TEST(Rules, find_marks_and_history) {
  EXPECT_EQ(count(check_comments, "src/a.cpp", "// TODO: more\n"), 1U);
  EXPECT_EQ(count(check_comments, "src/a.cpp", "// TODO: more, because libpq 16 has it\n"), 0U);
  EXPECT_EQ(count(check_comments, "src/a.cpp", "// This was changed for speed\n"), 1U);
  EXPECT_EQ(count(check_comments, "src/a.cpp", "// the key used to sign\n"), 0U);
}

TEST(Rules, find_statements_that_hide_something) {
  const std::string path = "src/records/a/sql/find.sql";
  EXPECT_EQ(count(check_statement, path, "-- One row or none.\nSELECT id FROM a WHERE id = $1\n"),
            0U);
  EXPECT_EQ(count(check_statement, path, "SELECT id FROM a\n"), 1U);
  EXPECT_EQ(count(check_statement, path, "-- Rows.\nSELECT * FROM a\n"), 1U);
  EXPECT_EQ(count(check_statement, path, "-- Rows.\nSELECT id FROM a;\n"), 1U);
}

TEST(Rules, find_unexplained_headers) {
  const std::string path = "src/base/include/gatehouse/base/a.hpp";
  EXPECT_EQ(count(check_header, path, "// Text.\n#pragma once\n"), 0U);
  EXPECT_EQ(count(check_header, path, "#pragma once\n"), 1U);
  EXPECT_EQ(count(check_header, path, "// Text.\n"), 1U);
}

TEST(Rules, find_modules_used_without_being_named) {
  const auto build_file = parse_source("src/flows/a/CMakeLists.txt",
                                       "gh_module(USES base\n  records/b LINKS fmt::fmt)\n");
  const auto user = [](const std::string& header) {
    return parse_source("src/flows/a/src/a.cpp", "#include <gatehouse/" + header + ">\n");
  };
  EXPECT_EQ(check_uses({build_file, user("base/ids.hpp")}).size(), 0U);
  EXPECT_EQ(check_uses({build_file, user("records/b.hpp")}).size(), 0U);
  EXPECT_EQ(check_uses({build_file, user("flows/a.hpp")}).size(), 0U);
  EXPECT_EQ(check_uses({build_file, user("records/c.hpp")}).size(), 1U);
  EXPECT_EQ(check_uses({build_file, user("platform/pg/sql.hpp")}).size(), 1U);
}

TEST(Rules, find_files_that_nothing_builds) {
  EXPECT_EQ(check_places({parse_source("src/flows/a/helper.cpp", "\n")}).size(), 1U);
  EXPECT_EQ(check_places({parse_source("src/flows/a/tests/helper.cpp", "\n")}).size(), 1U);
  EXPECT_EQ(check_places({parse_source("src/flows/a/src/a.cpp", "\n")}).size(), 0U);
}

TEST(Rules, find_gaps_between_migrations) {
  const auto migration = [](const std::string& name) {
    return parse_source("db/migrations/" + name, "-- x\n");
  };
  EXPECT_EQ(check_migrations({migration("0001_a.sql"), migration("0002_b.sql")}).size(), 0U);
  EXPECT_EQ(check_migrations({migration("0001_a.sql"), migration("0001_b.sql")}).size(), 1U);
  EXPECT_EQ(check_migrations({migration("0001_a.sql"), migration("0003_b.sql")}).size(), 1U);
}

}  // namespace
}  // namespace gatehouse::tidy
