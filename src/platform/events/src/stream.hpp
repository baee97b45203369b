// The stream as JetStream's API tells of it.
#pragma once

#include "connection.hpp"

namespace gatehouse::events {

/// Whether it exists. Throws Unavailable.
Task<bool> find_stream(Connection& connection, Connection::Clock::time_point deadline);

/// Makes it unless it exists. Two instances may do so at once: the same again is no error. Throws Unavailable.
Task<> ensure_stream(Connection& connection, const Options& options,
                     Connection::Clock::time_point deadline);

}  // namespace gatehouse::events
