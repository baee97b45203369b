// Clients that work side by side until they are told to stop.
#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace gatehouse::fault {

class Load {
 public:
  /// `work(number)` is called on each of `clients` threads over and over, with a number never given before.
  Load(int clients, std::function<void(int)> work, int first = 0)
      : next_(first), work_(std::move(work)) {
    for (int i = 0; i < clients; ++i) {
      threads_.emplace_back([this] {
        while (!stopped_) work_(next_++);
      });
    }
  }
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Returns when every client has its last answer.
  void stop() {
    stopped_ = true;
    threads_.clear();
  }
  int begun() const noexcept { return next_; }

 private:
  std::atomic<int> next_;
  std::atomic<bool> stopped_{false};
  std::function<void(int)> work_;
  std::vector<std::jthread> threads_;
};

}  // namespace gatehouse::fault
