#include <filesystem>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

const fs::path root = GH_ROOT;

std::vector<fs::path> documents() {
  std::vector<fs::path> found{root / "README.md", root / "ARCHITECTURE.md"};
  for (const auto& entry : fs::recursive_directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  }
  return found;
}

// The first group of each match.
std::set<std::string> all_matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator i(text.begin(), text.end(), regex), end; i != end; ++i)
    found.insert((*i)[1]);
  return found;
}

TEST(Documents, NameOnlyFilesThatExist) {
  for (const auto& document : documents()) {
    const auto text = test::read_file(document);
    for (const auto& path :
         all_matches(text, "`((?:src|db|deploy|tests|scripts|docs)/[A-Za-z0-9_./-]+)`"))
      EXPECT_TRUE(fs::exists(root / path)) << document << " names " << path;
    for (const auto& link : all_matches(text, R"(\]\(([^):#]+)(?:#[^)]*)?\))"))
      EXPECT_TRUE(fs::exists(document.parent_path() / link)) << document << " leads to " << link;
  }
}

TEST(Documents, TellOfEveryTableHowLongItsRowsAreKept) {
  const auto text = test::read_file(root / "docs/retention.md");
  std::set<std::string> tables{"schema_migrations"};
  for (const auto& entry : fs::directory_iterator(root / "db/migrations")) {
    const auto migration = test::read_file(entry.path());
    tables.merge(all_matches(migration, R"(CREATE (?:UNLOGGED )?TABLE (\w+) \()"));
  }
  EXPECT_GT(tables.size(), 10U);
  EXPECT_EQ(all_matches(text, R"(\n\| `(\w+)` \|)"), tables);
}

}  // namespace
}  // namespace gatehouse
