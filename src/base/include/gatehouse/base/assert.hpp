// Assertions for bugs: always on, never reachable from user input.
#pragma once

namespace gatehouse {

/// Prints the failed condition and where it stands to stderr, then aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace gatehouse

#define GH_ASSERT(condition)          \
  ((condition) ? static_cast<void>(0) \
               : ::gatehouse::assertion_failed(#condition, __FILE__, __LINE__))
