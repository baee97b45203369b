// How much waits in the database: messages and events.
#pragma once

#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>

namespace gatehouse::app {

class Backlog {
 public:
  Backlog(pg::Database& database, telemetry::Metrics& metrics)
      : database_(database), metrics_(metrics) {}

  /// Counts again and sets the gauges. Throws Unavailable.
  Task<> measure();

 private:
  pg::Database& database_;
  telemetry::Metrics& metrics_;
};

}  // namespace gatehouse::app
