// The event loops: one io_context and one thread a core. A request is accepted, served and answered on one of them.
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace gatehouse::runtime {

/// `configured`, or the number of cores this process may use when it is 0.
int thread_count(std::int64_t configured);

class Workers {
 public:
  /// Makes the loops; nothing runs yet, so that each can be given its listeners and connections first.
  explicit Workers(int count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int size() const noexcept { return static_cast<int>(contexts_.size()); }
  boost::asio::io_context& context(int index) {
    return *contexts_[static_cast<std::size_t>(index)];
  }

  /// In builds with GH_WATCH_STEPS a step longer than longest_step is logged as slow_step.
  void start();
  /// Calls `work(index)` on each loop's thread and waits until all are done. The loops run.
  void on_each(const std::function<void(int)>& work);
  /// Ends the loops as they are and joins the threads.
  void stop();

 private:
  std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
  std::vector<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> guards_;
  std::vector<std::thread> threads_;
};

}  // namespace gatehouse::runtime
