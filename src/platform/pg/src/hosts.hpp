// The servers of a connection string that names several, each tried for a time of its own: one that swallows packets
// must not use up the time of those behind it, as it would within one libpq attempt.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <libpq-fe.h>

namespace gatehouse::pg {

class Hosts {
 public:
  /// libpq connection string or URL. What cannot be parsed is left for start() to refuse.
  explicit Hosts(std::string conninfo);

  std::size_t size() const noexcept { return hosts_.size(); }
  /// Begins to connect to the one that worked last, or to the `attempt`-th after it. Null when out of memory.
  PGconn* start(std::size_t attempt) const;
  /// The `attempt`-th worked: the next start begins there.
  void prefer(std::size_t attempt) noexcept { first_ = (first_ + attempt) % hosts_.size(); }

 private:
  struct Host {
    std::string name;
    std::string address;
    std::string port;
  };

  std::string conninfo_;
  std::vector<Host> hosts_;
  std::size_t first_ = 0;
};

}  // namespace gatehouse::pg
