// What every command needs: settings, and a database that is up to date.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/platform/pg/private_server.hpp>

namespace gatehouse::app {

/// Bad settings, told line by line.
class ConfigurationError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Settings from `path` (or GATEHOUSE_CONFIG, or none) and the environment. Throws ConfigurationError.
config::Settings load_settings(const std::string& path);

/// The configured database, or the private server in data_dir, for as long as this object lives.
class DatabaseAccess {
 public:
  /// Throws pg::PrivateServerError with a sentence.
  explicit DatabaseAccess(const config::Settings& settings);

  const std::string& conninfo() const noexcept { return conninfo_; }
  /// Starts the private server again if it has died, and says whether it had. Throws pg::PrivateServerError when it
  /// does not start. On the thread that made this object.
  bool revive();

 private:
  std::unique_ptr<pg::PrivateServer> server_;
  std::string conninfo_;
};

}  // namespace gatehouse::app
