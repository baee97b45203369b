// Waiting in a coroutine.
#pragma once

#include <chrono>

#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::runtime {

/// Resumes after `time` on the caller's event loop.
Task<> sleep_for(std::chrono::steady_clock::duration time);

}  // namespace gatehouse::runtime
