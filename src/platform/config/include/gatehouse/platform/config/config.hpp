// Reading, checking and showing the settings.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <vector>

#include <gatehouse/platform/config/settings.hpp>

namespace gatehouse::config {

/// One sentence for each bad value: the key, where it came from, what is allowed. Never the value of a secret.
using Problems = std::vector<std::string>;

/// Variables by name. Of these, GATEHOUSE_<KEY> and GATEHOUSE_<SECTION>_<KEY> are settings; lists are separated by
/// commas.
using Environment = std::map<std::string, std::string>;

/// The GATEHOUSE_* variables of this process.
Environment process_environment();

/// Defaults, then the TOML file (none when `path` is empty), then the environment; all checked. A key or variable that
/// is no setting is a problem.
std::expected<Settings, Problems> load(const std::string& path, const Environment& environment);

/// The settings as TOML; secrets that are set are shown as "***".
std::string to_toml(const Settings& settings);

/// Every key with its default, as TOML.
inline std::string reference() { return to_toml(Settings{}); }

}  // namespace gatehouse::config
