#include <set>
#include <sstream>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "command.hpp"

namespace gatehouse::cli {
namespace {

using Words = std::vector<std::string>;

// The names under "Subcommands:" of a help text.
Words subcommands_in(const std::string& help) {
  Words names;
  std::istringstream lines(help);
  bool is_list = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "Subcommands:") {
      is_list = true;
    } else if (is_list && line.starts_with("  ") && line.size() > 2 && line[2] != ' ') {
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    }
  }
  return names;
}

// Asks the command and all below it for help.
void ask_all(const Words& command, std::set<std::string>& asked) {
  auto line = command;
  line.emplace_back("--help");
  const auto outcome = run(line);
  std::string name;
  for (const auto& word : command) name += (name.empty() ? "" : " ") + word;
  asked.insert(name);
  EXPECT_EQ(outcome.code, 0) << name << outcome.err;
  EXPECT_EQ(outcome.err, "") << name;
  EXPECT_NE(outcome.out.find("--help"), std::string::npos) << name;
  for (const auto& sub : subcommands_in(outcome.out)) {
    auto below = command;
    below.push_back(sub);
    ask_all(below, asked);
  }
}

TEST(Help, IsThereForEveryCommand) {
  std::set<std::string> asked;
  ask_all({}, asked);
  for (const auto* name : {"serve",           "migrate",          "doctor",
                           "openapi",         "errors",           "config",
                           "keys rotate",     "user-count",       "deliveries dead",
                           "account create",  "account lock",     "account unlock",
                           "account profile", "account role add", "account role remove",
                           "sessions revoke", "profile list",     "profile show",
                           "profile set",     "role list",        "role set"}) {
    EXPECT_TRUE(asked.contains(name)) << name;
  }
}

TEST(ExitCode, IsZeroForWhatWorks) {
  const auto version = run({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_NE(version.out, "");
  EXPECT_EQ(run({"config"}).code, 0);
}

TEST(ExitCode, IsTwoForWrongUsage) {
  for (const Words& line :
       {Words{}, Words{"account"}, Words{"account", "role"}, Words{"account", "create"},
        Words{"account", "role", "add", "rahim@example.com"}, Words{"--no-such-option"},
        Words{"user-count", "--no-such-option"}, Words{"user-count", "extra"}, Words{"--config"},
        Words{"profile", "set", "staff", "--mfa-required", "maybe"},
        Words{"profile", "set", "staff", "--max-sessions", "many"},
        Words{"role", "set", "staff"}}) {
    const auto outcome = run(line);
    EXPECT_EQ(outcome.code, 2) << testing::PrintToString(line) << outcome.all();
    EXPECT_NE(outcome.err, "") << testing::PrintToString(line);
    EXPECT_EQ(outcome.out, "") << testing::PrintToString(line);
  }
}

TEST(ExitCode, IsTwoForWrongSettings) {
  const test::TempDir folder;
  const auto bad = folder.write("bad.toml", "[http]\nport = \"many\"\ncolour = \"red\"\n").string();
  const auto outcome = run({"--config", bad, "user-count"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("http.port"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("http.colour"), std::string::npos) << "every problem at once";
  EXPECT_EQ(run({"user-count", "--config", bad}).code, 2) << "wherever the option stands";
  EXPECT_EQ(run({"user-count"}, {{"GATEHOUSE_CONFIG", bad}}).code, 2);
  EXPECT_EQ(run({"user-count"}, {{"GATEHOUSE_NO_SUCH", "1"}}).code, 2);
  EXPECT_EQ(run({"doctor"}, {{"GATEHOUSE_HTTP_PORT", "70000"}}).code, 2);
  EXPECT_EQ(run({"user-count", "--config", "/nowhere/gatehouse.toml"}).code, 2);
}

TEST(Suggestion, NamesTheNearestCommand) {
  const std::map<std::string, std::pair<Words, std::string>> expected{
      {"a letter too few", {{"user-cont"}, "\"user-count\""}},
      {"two exchanged", {{"opnapi"}, "\"openapi\""}},
      {"a beginning", {{"user"}, "\"user-count\""}},
      {"below a group", {{"account", "crate", "rahim@example.com"}, "\"account create\""}},
      {"below two groups",
       {{"account", "role", "ad", "a@example.com", "b"}, "\"account role add\""}},
      {"behind an option", {{"--config", "/tmp/x", "doctr"}, "\"doctor\""}},
      {"behind an option in one", {{"--config=/tmp/x", "doctr"}, "\"doctor\""}},
      {"of the singular", {{"session", "revoke"}, "\"sessions\""}}};
  for (const auto& [what, line] : expected) {
    const auto outcome = run(line.first);
    EXPECT_EQ(outcome.code, 2) << what;
    EXPECT_NE(outcome.err.find("did you mean " + line.second), std::string::npos)
        << what << ": " << outcome.err;
  }
}

TEST(Suggestion, IsNotMadeOutOfNothing) {
  for (const Words& line : {Words{"teapot-of-the-house"}, Words{"x"}, Words{"account", "teapot-of"},
                            Words{std::string(10'000, 'a')}}) {
    const auto outcome = run(line);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_NE(outcome.err.find("there is no command"), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find("did you mean"), std::string::npos) << outcome.err;
  }
}

TEST(Documents, AreJson) {
  const auto openapi = run({"openapi"});
  ASSERT_EQ(openapi.code, 0) << openapi.err;
  const auto document = boost::json::parse(openapi.out);
  EXPECT_TRUE(document.at("openapi").as_string().starts_with("3.1"));
  EXPECT_TRUE(document.at("paths").as_object().contains("/v1/sign-ins"));
  EXPECT_FALSE(document.at("paths").as_object().contains("/dev/outbox")) << "as in production";

  const auto errors = run({"errors"});
  ASSERT_EQ(errors.code, 0) << errors.err;
  EXPECT_NE(errors.out.find("\"password_breached\""), std::string::npos);
  EXPECT_NO_THROW(boost::json::parse(errors.out));
}

}  // namespace
}  // namespace gatehouse::cli
