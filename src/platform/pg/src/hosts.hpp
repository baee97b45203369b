// The servers of a connection string that names several, each tried for a time of its own: one that swallows packets
// must not use up the time of those behind it, as it would within one libpq attempt.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <libpq-fe.h>

#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::pg {

class Hosts {
 public:
  /// libpq connection string or URL. What cannot be parsed is left for start() to refuse.
  explicit Hosts(std::string conninfo);

  std::size_t size() const noexcept { return hosts_.size(); }
  /// The addresses of the one that worked last, or of the `attempt`-th after it; the one that worked last comes first.
  /// libpq would look names up itself, and the whole event loop would wait for it. Where there is nothing to look up,
  /// one empty address. Throws Unavailable when the name is unknown or nobody has answered within `limit`.
  Task<std::vector<std::string>> addresses(boost::asio::any_io_executor executor,
                                           std::size_t attempt,
                                           std::chrono::milliseconds limit) const;
  /// Begins to connect to one of these addresses. Null when out of memory.
  PGconn* start(std::size_t attempt, const std::string& address) const;
  /// This address of the `attempt`-th worked: the next start begins there.
  void prefer(std::size_t attempt, std::string address);

 private:
  struct Host {
    std::string name;
    std::string address;
    std::string port;
  };

  const Host& host(std::size_t attempt) const { return hosts_[(first_ + attempt) % hosts_.size()]; }

  std::string conninfo_;
  std::vector<Host> hosts_;
  std::size_t first_ = 0;
  std::string preferred_;  ///< of the addresses of the first one
};

}  // namespace gatehouse::pg
