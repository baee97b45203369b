#include <gatehouse/platform/telemetry/fresh_id.hpp>

#include <array>
#include <cstring>

#include <gatehouse/base/random.hpp>

namespace gatehouse::telemetry {

void fill_fresh(std::span<std::uint8_t> out) noexcept {
  thread_local std::array<std::uint8_t, 4096> pool;
  thread_local std::size_t used = pool.size();
  if (pool.size() - used < out.size()) {
    random_bytes(pool);
    used = 0;
  }
  std::memcpy(out.data(), pool.data() + used, out.size());
  used += out.size();
}

}  // namespace gatehouse::telemetry
