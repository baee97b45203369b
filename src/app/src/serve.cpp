#include <iostream>

#include <signal.h>

#include <gatehouse/app/service.hpp>
#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/telemetry/log.hpp>

#include "commands.hpp"
#include "environment.hpp"
#include "version.hpp"

namespace gatehouse::app {
namespace {

using telemetry::Level;

// Blocked before any thread is made, so that only wait_for_signal() sees them.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

// Returns when the service is told to stop.
void wait_for_signal(const sigset_t& set, Service& service) {
  for (;;) {
    int number = 0;
    sigwait(&set, &number);
    if (number != SIGHUP) return;
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
  const auto signals = block_signals();
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
