// Signals as something to wait for.
#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>

#include <signal.h>

namespace gatehouse::runtime {

/// Made before any thread: from then on the signals interrupt nobody and are only seen by wait_for(). SIGPIPE is
/// ignored.
class Signals {
 public:
  explicit Signals(std::initializer_list<int> numbers);
  /// Blocks until one of them arrives and returns its number; empty when none does in `time`.
  std::optional<int> wait_for(std::chrono::milliseconds time);

 private:
  sigset_t set_;
};

}  // namespace gatehouse::runtime
