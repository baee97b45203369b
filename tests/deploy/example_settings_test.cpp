#include <set>

#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/config/config.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::config {
namespace {

const std::string example = std::string(GH_ROOT) + "/deploy/gatehouse.toml";

// "[http] port" for each setting; `uncommented` gets those of which no comment above tells.
std::set<std::string> settings_in(const std::string& text, std::set<std::string>* uncommented) {
  std::set<std::string> names;
  std::string section;
  bool is_explained = false;
  for (const auto line : split(text, '\n')) {
    const auto equals = line.find(" = ");
    if (line.starts_with('[')) section = std::string(line) + " ";
    if (line.starts_with('#')) is_explained = true;
    if (line.empty() || line.starts_with('[')) is_explained = false;
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    const auto name = section + std::string(line.substr(0, equals));
    names.insert(name);
    if (!is_explained && uncommented != nullptr) uncommented->insert(name);
  }
  return names;
}

TEST(ExampleSettings, AreValidInProduction) {
  const auto settings = load(example, {});
  ASSERT_TRUE(settings) << settings.error().front();
  EXPECT_EQ(settings->mode, Mode::production);
  EXPECT_EQ(settings->tokens.issuer, "https://accounts.example.com");
}

TEST(ExampleSettings, NameAndExplainEverySettingThatThereIs) {
  std::set<std::string> uncommented;
  const auto shown = settings_in(test::read_file(example), &uncommented);
  EXPECT_EQ(shown, settings_in(reference(), nullptr));
  EXPECT_EQ(uncommented, std::set<std::string>{});
}

// The comments tell of each default that differs; every other value is the default.
TEST(ExampleSettings, DifferFromTheDefaultsOnlyWhereAnInstallationMustChoose) {
  const auto settings = load(example, {});
  ASSERT_TRUE(settings) << settings.error().front();
  std::set<std::string_view> differing;
  const auto shown = to_toml(*settings);
  const auto defaults = reference();
  const auto lines = split(shown, '\n');
  const auto expected = split(defaults, '\n');
  ASSERT_EQ(lines.size(), expected.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i] != expected[i]) differing.insert(lines[i].substr(0, lines[i].find(' ')));
  }
  EXPECT_EQ(differing,
            (std::set<std::string_view>{"mode", "data_dir", "public_url", "trusted_proxies",
                                        "smtp_url", "from", "max_connections_per_address", "issuer",
                                        "encryption_key_file", "vapid_subject"}));
}

}  // namespace
}  // namespace gatehouse::config
