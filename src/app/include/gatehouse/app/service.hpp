// The running service: workers, listeners, background work, and their end.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/config/settings.hpp>

namespace gatehouse::app {

class Service {
 public:
  /// Starts everything; the schema must be up to date. Throws std::runtime_error with a sentence (address taken, bad
  /// key or certificate).
  Service(const config::Settings& settings, const std::string& conninfo, const Clock& clock);
  /// stop(), if it was not called.
  ~Service();

  std::uint16_t port() const noexcept;
  /// Reads TLS certificates again.
  void reload();
  /// Stops accepting, lets requests in flight finish for up to eight seconds, then ends.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::app
