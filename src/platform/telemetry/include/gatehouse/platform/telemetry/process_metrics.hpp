// What Prometheus asks of every process: memory, processor time, file descriptors, start.
#pragma once

#include <gatehouse/platform/telemetry/metrics.hpp>

namespace gatehouse::telemetry {

/// Adds process_resident_memory_bytes, process_cpu_seconds_total, process_open_fds, process_max_fds and
/// process_start_time_seconds; read from /proc at each exposition.
void add_process_metrics(Metrics& metrics);

}  // namespace gatehouse::telemetry
