#include <gatehouse/platform/runtime/descriptors.hpp>

#include <algorithm>

#include <sys/resource.h>

namespace gatehouse::runtime {

std::size_t raise_descriptor_limit(std::size_t wanted) noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const auto target = std::min<rlim_t>(wanted, limit.rlim_max);
  if (limit.rlim_cur < target) {
    const rlimit raised{target, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return limit.rlim_cur;
}

}  // namespace gatehouse::runtime
