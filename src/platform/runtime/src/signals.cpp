#include <gatehouse/platform/runtime/signals.hpp>

#include <pthread.h>

namespace gatehouse::runtime {

Signals::Signals(std::initializer_list<int> numbers) {
  sigemptyset(&set_);
  for (const int number : numbers) sigaddset(&set_, number);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

std::optional<int> Signals::wait_for(std::chrono::milliseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const timespec limit{seconds.count(), std::chrono::nanoseconds(time - seconds).count()};
  const int number = sigtimedwait(&set_, nullptr, &limit);
  return number > 0 ? std::optional(number) : std::nullopt;
}

}  // namespace gatehouse::runtime
