#include <gatehouse/platform/runtime/thread_pool.hpp>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::runtime {

ThreadPool::ThreadPool(Options options) : options_(std::move(options)) {
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { loop(); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    queue_.clear();
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

ThreadPool::Place ThreadPool::reserve() {
  const auto waiting = depth_.fetch_add(1, std::memory_order_relaxed);
  const auto threads = threads_.size();
  const auto wait = usual_duration_.load(std::memory_order_relaxed) * waiting / threads;
  const bool in_time =
      options_.max_wait.count() == 0 || waiting < 2 * threads || wait < options_.max_wait;
  Place place(depth_);
  if (waiting < options_.max_queue && in_time) return place;
  throw Unavailable("the queue of the pool " + options_.name + " is full");
}

void ThreadPool::submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void ThreadPool::loop() {
  pthread_setname_np(pthread_self(), options_.name.c_str());
  if (options_.nice > 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), options_.nice);
  for (;;) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
      if (stopped_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    depth_.fetch_sub(1, std::memory_order_relaxed);
    const auto begun = std::chrono::steady_clock::now();
    job();
    remember(std::chrono::steady_clock::now() - begun);
  }
}

// A moving average; that two threads may overwrite each other's sample does not matter.
void ThreadPool::remember(std::chrono::nanoseconds duration) {
  const auto before = usual_duration_.load(std::memory_order_relaxed);
  const auto after = before.count() == 0 ? duration : before + (duration - before) / 8;
  usual_duration_.store(after, std::memory_order_relaxed);
}

}  // namespace gatehouse::runtime
