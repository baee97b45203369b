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

void ThreadPool::submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || queue_.size() >= options_.max_queue) {
      throw Unavailable("the queue of the pool " + options_.name + " is full");
    }
    queue_.push_back(std::move(job));
    depth_ = queue_.size();
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
      depth_ = queue_.size();
    }
    job();
  }
}

}  // namespace gatehouse::runtime
