// Signals as something to wait for.
#pragma once

#include <initializer_list>

#include <signal.h>

namespace gatehouse::runtime {

/// Made before any thread: from then on the signals interrupt nobody and are only seen by wait(). SIGPIPE is ignored.
class Signals {
 public:
  explicit Signals(std::initializer_list<int> numbers);
  /// Blocks until one of them arrives; returns its number.
  int wait();

 private:
  sigset_t set_;
};

}  // namespace gatehouse::runtime
