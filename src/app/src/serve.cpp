#include <iostream>

#include <gatehouse/app/service.hpp>
#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/runtime/descriptors.hpp>
#include <gatehouse/platform/runtime/signals.hpp>
#include <gatehouse/platform/telemetry/log.hpp>

#include "commands.hpp"
#include "environment.hpp"
#include "version.hpp"

namespace gatehouse::app {
namespace {

using telemetry::Level;

// What files, databases and outgoing requests take beside the connections.
constexpr std::size_t other_descriptors = 500;

void provide_descriptors(const config::Http& settings) {
  const auto connections = static_cast<std::size_t>(settings.max_connections);
  const auto limit = runtime::raise_descriptor_limit(connections + other_descriptors);
  if (limit < connections) {
    telemetry::log(Level::warn, "few_descriptors",
                   {{"limit", limit}, {"max_connections", connections}});
  }
}

void reload(Service& service) {
  try {
    service.reload();
    telemetry::log(Level::info, "reloaded");
  } catch (const std::exception& error) {
    telemetry::log(Level::error, "reload_failed", {{"cause", error.what()}});
  }
}

void supervise(DatabaseAccess& access) {
  try {
    if (access.revive()) telemetry::log(Level::warn, "private_database_restarted");
  } catch (const std::exception& error) {
    telemetry::log(Level::error, "private_database_lost", {{"cause", error.what()}});
  }
}

// Returns when the service is told to stop.
void run_until_told(runtime::Signals& signals, Service& service, DatabaseAccess& access) {
  for (;;) {
    const auto signal = signals.wait_for(std::chrono::seconds{1});
    if (!signal) {
      supervise(access);
    } else if (*signal == SIGHUP) {
      reload(service);
    } else {
      return;
    }
  }
}

}  // namespace

int serve(const config::Settings& settings) {
  DatabaseAccess access(settings);
  runtime::Signals signals{SIGTERM, SIGINT, SIGHUP};
  telemetry::start_log({.level = settings.telemetry.log_level,
                        .json = settings.telemetry.log_format == config::LogFormat::json});
  provide_descriptors(settings.http);
  for (const auto& name : pg::migrate(access.conninfo()).applied)
    telemetry::log(Level::info, "migrated", {{"name", name}});
  const SystemClock clock;
  {
    Service service(settings, access.conninfo(), clock);
    telemetry::log(Level::info, "started",
                   {{"version", version}, {"port", service.port()}, {"url", settings.public_url}});
    run_until_told(signals, service, access);
    telemetry::log(Level::info, "stopping");
    service.stop();
  }
  telemetry::log(Level::info, "stopped");
  telemetry::flush_log();
  return 0;
}

}  // namespace gatehouse::app
