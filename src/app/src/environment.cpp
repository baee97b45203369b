#include "environment.hpp"

#include <filesystem>
#include <fstream>

#include <gatehouse/platform/config/config.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>

namespace gatehouse::app {
namespace {

constexpr std::string_view conninfo_file = "postgresql.conninfo";

// A command beside a running service uses that service's private server.
std::optional<std::string> running_server(const std::filesystem::path& data_dir) {
  std::ifstream file(data_dir / conninfo_file);
  std::string conninfo;
  if (!std::getline(file, conninfo)) return std::nullopt;
  return conninfo;
}

}  // namespace

config::Settings load_settings(const std::string& path) {
  auto environment = config::process_environment();
  auto file = path;
  if (auto named = environment.extract("GATEHOUSE_CONFIG"); named && file.empty())
    file = named.mapped();
  auto settings = config::load(file, environment);
  // Which countries have numbers is not for the settings to know.
  if (settings && !records::is_region(settings->registration.default_region))
    throw ConfigurationError("registration.default_region: is no country with phone numbers");
  if (settings) return *settings;
  std::string problems;
  for (const auto& problem : settings.error()) problems += (problems.empty() ? "" : "\n") + problem;
  throw ConfigurationError(problems);
}

DatabaseAccess::DatabaseAccess(const config::Settings& settings) {
  if (!settings.database.url.empty()) {
    conninfo_ = settings.database.url.reveal();
    return;
  }
  const std::filesystem::path data_dir = settings.data_dir;
  std::filesystem::create_directories(data_dir);
  try {
    server_ = std::make_unique<pg::PrivateServer>(pg::PrivateServerOptions{.data_dir = data_dir});
  } catch (const pg::PrivateServerError&) {
    const auto running = running_server(data_dir);
    if (!running) throw;
    conninfo_ = *running;
    return;
  }
  conninfo_ = server_->conninfo();
  std::ofstream(data_dir / conninfo_file) << conninfo_ << '\n';
}

bool DatabaseAccess::revive() {
  if (!server_ || server_->running()) return false;
  server_->start();
  return true;
}

}  // namespace gatehouse::app
