#include "waves.hpp"

#include <string_view>
#include <unordered_map>

namespace gatehouse::events {

std::vector<std::vector<std::size_t>> waves_of(const std::vector<Message>& batch) {
  std::unordered_map<std::string_view, std::size_t> taken;
  std::vector<std::vector<std::size_t>> waves;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto wave = taken[batch[i].order_key]++;
    if (wave == waves.size()) waves.emplace_back();
    waves[wave].push_back(i);
  }
  return waves;
}

}  // namespace gatehouse::events
