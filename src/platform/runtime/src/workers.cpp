#include <gatehouse/platform/runtime/workers.hpp>

#include <latch>

#include <boost/asio/post.hpp>
#include <pthread.h>
#include <sched.h>

#include <gatehouse/platform/runtime/step_watch.hpp>
#include <gatehouse/platform/telemetry/log.hpp>

namespace gatehouse::runtime {
namespace {

void log_slow_step(std::chrono::steady_clock::duration took) {
  const std::chrono::duration<double, std::milli> milliseconds = took;
  telemetry::log(telemetry::Level::warn, "slow_step", {{"milliseconds", milliseconds.count()}});
}

}  // namespace

int thread_count(std::int64_t configured) {
  if (configured > 0) return static_cast<int>(configured);
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return 1;
}

Workers::Workers(int count) {
  for (int i = 0; i < count; ++i) {
    // One thread runs each loop, but other threads post to it.
    contexts_.push_back(std::make_unique<boost::asio::io_context>(1));
    guards_.push_back(boost::asio::make_work_guard(*contexts_.back()));
  }
}

Workers::~Workers() { stop(); }

void Workers::start() {
  for (auto& context : contexts_) {
    threads_.emplace_back([&context] {
      pthread_setname_np(pthread_self(), "gh-worker");
      slow_step_report = log_slow_step;
      context->run();
    });
  }
}

void Workers::on_each(const std::function<void(int)>& work) {
  std::latch done(size());
  for (int i = 0; i < size(); ++i) {
    boost::asio::post(context(i), [&work, &done, i] {
      work(i);
      done.count_down();
    });
  }
  done.wait();
}

void Workers::stop() {
  for (auto& context : contexts_) context->stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace gatehouse::runtime
