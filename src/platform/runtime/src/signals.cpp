#include <gatehouse/platform/runtime/signals.hpp>

#include <pthread.h>

namespace gatehouse::runtime {

Signals::Signals(std::initializer_list<int> numbers) {
  sigemptyset(&set_);
  for (const int number : numbers) sigaddset(&set_, number);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

int Signals::wait() {
  int number = 0;
  sigwait(&set_, &number);
  return number;
}

}  // namespace gatehouse::runtime
