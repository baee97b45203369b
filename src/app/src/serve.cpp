#include <iostream>

#include <gatehouse/app/service.hpp>
#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/runtime/signals.hpp>
#include <gatehouse/platform/telemetry/log.hpp>

#include "commands.hpp"
#include "environment.hpp"
#include "version.hpp"

namespace gatehouse::app {
namespace {

using telemetry::Level;

// Returns when the service is told to stop.
void wait_for_signal(runtime::Signals& signals, Service& service) {
  while (signals.wait() == SIGHUP) {
    try {
      service.reload();
      telemetry::log(Level::info, "reloaded");
    } catch (const std::exception& error) {
      telemetry::log(Level::error, "reload_failed", {{"cause", error.what()}});
    }
  }
}

}  // namespace

int serve(const config::Settings& settings) {
  const DatabaseAccess access(settings);
  runtime::Signals signals{SIGTERM, SIGINT, SIGHUP};
  telemetry::start_log({.level = settings.telemetry.log_level,
                        .json = settings.telemetry.log_format == config::LogFormat::json});
  for (const auto& name : pg::migrate(access.conninfo()).applied)
    telemetry::log(Level::info, "migrated", {{"name", name}});
  const SystemClock clock;
  {
    Service service(settings, access.conninfo(), clock);
    telemetry::log(Level::info, "started",
                   {{"version", version}, {"port", service.port()}, {"url", settings.public_url}});
    wait_for_signal(signals, service);
    telemetry::log(Level::info, "stopping");
    service.stop();
  }
  telemetry::log(Level::info, "stopped");
  telemetry::flush_log();
  return 0;
}

}  // namespace gatehouse::app
