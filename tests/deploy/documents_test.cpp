#include <filesystem>
#include <regex>
#include <set>

#include <boost/describe/enum_to_string.hpp>
#include <gtest/gtest.h>

#include <gatehouse/records/approvals.hpp>
#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/records/sign_ins/sign_ins.hpp>
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

TEST(Documents, DescribeEveryKindOfEvent) {
  std::set<std::string> recorded;
  for (const auto& entry : fs::recursive_directory_iterator(root / "src")) {
    const auto& path = entry.path();
    if (path.extension() != ".cpp" || path.parent_path().filename() != "src") continue;
    for (const auto& type : all_matches(test::read_file(path), R"(\.type =([^,;]*),)"))
      recorded.merge(all_matches(type, "\"([a-z_]+\\.[a-z_]+)\""));
  }
  EXPECT_GT(recorded.size(), 20U);
  const auto text = test::read_file(root / "docs/events.md");
  const auto table = text.substr(text.find("| type |"));
  std::set<std::string> described;
  for (const auto& types : all_matches(table, R"(\n\| ([^|]*) \|)"))
    described.merge(all_matches(types, "`([a-z_]+\\.[a-z_]+)`"));
  EXPECT_EQ(described, recorded);
}

// "a --> b" of the state diagrams of a document, without what begins and ends.
std::set<std::string> drawn_transitions(const std::string& document) {
  const auto text = test::read_file(root / document);
  std::set<std::string> found;
  const std::regex arrow(R"(\n    (\w+) --> (\w+))");
  const auto begin = text.find("stateDiagram-v2");
  const auto diagram = text.substr(begin, text.find("```", begin) - begin);
  for (std::sregex_iterator i(diagram.begin(), diagram.end(), arrow), end; i != end; ++i)
    found.insert((*i)[1].str() + " > " + (*i)[2].str());
  return found;
}

template <class Table>
std::set<std::string> coded_transitions(const Table& table) {
  std::set<std::string> found;
  for (const auto& [from, to] : table) {
    found.insert(std::string(boost::describe::enum_to_string(from, "")) + " > " +
                 boost::describe::enum_to_string(to, ""));
  }
  return found;
}

TEST(Documents, DrawTheStatesThatThereAre) {
  EXPECT_EQ(drawn_transitions("docs/flows/sign-in.md"),
            coded_transitions(records::sign_in_transitions));
  EXPECT_EQ(drawn_transitions("docs/flows/approvals.md"),
            coded_transitions(records::approval_transitions));
  EXPECT_EQ(drawn_transitions("docs/flows/second-factors.md"),
            coded_transitions(records::factor_transitions));
}

}  // namespace
}  // namespace gatehouse
