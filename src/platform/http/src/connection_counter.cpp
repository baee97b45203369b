#include <gatehouse/platform/http/countable.hpp>
#include <gatehouse/platform/http/server.hpp>

namespace gatehouse::http {

bool ConnectionCounter::enter(const IpAddress& address) {
  const std::lock_guard lock(mutex_);
  if (total_ >= limits_.max_connections) return false;
  auto& count = by_address_[countable(address)];
  if (count >= limits_.max_connections_per_address) return false;
  ++count;
  ++total_;
  return true;
}

void ConnectionCounter::leave(const IpAddress& address) {
  const std::lock_guard lock(mutex_);
  const auto found = by_address_.find(countable(address));
  if (--found->second == 0) by_address_.erase(found);
  --total_;
}

}  // namespace gatehouse::http
