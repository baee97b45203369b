// How many files and connections the process may have open.
#pragma once

#include <cstddef>

namespace gatehouse::runtime {

/// Raises the limit of open file descriptors (RLIMIT_NOFILE) to `wanted`, or as far as the process may; never lowers
/// it. Returns the limit now in force. Child processes inherit it.
std::size_t raise_descriptor_limit(std::size_t wanted) noexcept;

}  // namespace gatehouse::runtime
