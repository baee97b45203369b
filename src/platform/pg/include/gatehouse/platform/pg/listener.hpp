// LISTEN on a connection of its own, which comes back by itself.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace gatehouse::pg {

class Connection;

class Listener {
 public:
  struct Handlers {
    /// Listening has begun, at first or again: whatever was announced before must be read from the tables.
    std::function<void()> on_ready;
    std::function<void(std::string_view channel, std::string_view payload)> on_notification;
  };

  /// Channel names are identifiers of the schema, not input. Handlers are called on `executor`. The server is asked for
  /// a sign of life every `heartbeat`; without an answer until the next one the connection is dropped.
  Listener(boost::asio::any_io_executor executor, std::string conninfo,
           std::vector<std::string> channels, Handlers handlers,
           std::chrono::milliseconds heartbeat = std::chrono::seconds{5});
  ~Listener();

  /// Connected, as far as is known: of a server that has fallen silent that is told after two heartbeats at most.
  bool is_ready() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gatehouse::pg
