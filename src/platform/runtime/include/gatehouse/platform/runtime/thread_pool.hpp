// Threads for work that blocks or computes long. An event loop hands work over and is resumed with the result.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>
#include <gatehouse/platform/telemetry/tracer.hpp>

namespace gatehouse::runtime {

class ThreadPool {
 public:
  struct Options {
    std::string name;  ///< of the threads, as `top -H` shows it; at most 15 characters
    int threads = 1;
    std::size_t max_queue = 64;  ///< work that waits; more is refused
    /// Work that would wait longer than this, judged by how long work took lately, is refused too: an answer that comes
    /// after its client has left is wasted. Zero: only max_queue counts. Twice as much work as threads is always taken.
    std::chrono::milliseconds max_wait{0};
    int nice = 0;  ///< above 0: event loops come first when cores are short
  };

  /// A place in the queue, given back unless work is run in it. Lives no longer than its pool.
  class Place {
   public:
    Place(Place&& other) noexcept : depth_(std::exchange(other.depth_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (depth_ != nullptr) depth_->fetch_sub(1, std::memory_order_relaxed);
    }

   private:
    friend class ThreadPool;
    explicit Place(std::atomic<std::size_t>& depth) noexcept : depth_(&depth) {}
    std::atomic<std::size_t>* depth_;
  };

  explicit ThreadPool(Options options);
  /// Finishes what has begun; what still waits is dropped.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Runs `work` on a thread of the pool and resumes the caller on its own thread with the result or the exception.
  /// Work whose turn comes after the deadline of its request is not begun: Unavailable.
  template <class F>
  Task<std::invoke_result_t<F&>> run(Place place, F work);
  /// The same in a place taken now.
  template <class F>
  Task<std::invoke_result_t<F&>> run(F work) {
    co_return co_await run(reserve(), std::move(work));
  }
  /// A place for work that needs something else first; who has none need not begin. Throws Unavailable when the queue
  /// is full or too slow.
  Place reserve();

  /// Work that waits for a thread, and places that wait for their work.
  std::size_t queue_depth() const noexcept { return depth_.load(std::memory_order_relaxed); }

 private:
  void submit(std::function<void()> job);
  void loop();
  void remember(std::chrono::nanoseconds duration);

  Options options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  std::atomic<std::size_t> depth_{0};
  std::atomic<std::chrono::nanoseconds> usual_duration_{std::chrono::nanoseconds{0}};
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

template <class F>
Task<std::invoke_result_t<F&>> ThreadPool::run(Place place, F work) {
  using Value = std::invoke_result_t<F&>;
  static_assert(!std::is_void_v<Value>, "work gives a value");
  std::optional<Value> value;
  std::exception_ptr error;
  telemetry::require_time();
  const auto deadline = telemetry::current_activity().deadline;
  telemetry::ChildSpan span{telemetry::SpanKind::internal};
  if (span) span.span().name = options_.name;
  const telemetry::Suspension away;
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      [&](auto handler) {
        // The guard keeps the event loop alive, the shared pointer makes the job copyable.
        struct Waiting {
          decltype(handler) resume;
          boost::asio::executor_work_guard<boost::asio::associated_executor_t<decltype(handler)>>
              guard;
        };
        const auto executor = boost::asio::get_associated_executor(handler);
        auto waiting = std::make_shared<Waiting>(
            Waiting{std::move(handler), boost::asio::make_work_guard(executor)});
        place.depth_ = nullptr;  // the job's from here on
        submit([&work, &value, &error, deadline, waiting, executor] {
          try {
            if (std::chrono::steady_clock::now() > deadline)
              throw Unavailable("the deadline passed in the queue");
            value.emplace(work());
          } catch (...) {
            error = std::current_exception();
          }
          boost::asio::post(executor, [waiting] { std::move(waiting->resume)(); });
        });
      },
      boost::asio::use_awaitable);
  if (error) std::rethrow_exception(error);
  co_return std::move(*value);
}

}  // namespace gatehouse::runtime
