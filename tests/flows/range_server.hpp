// A list of breached passwords that is asked by ranges, on loopback; well behaved or not.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <gatehouse/platform/http/server.hpp>

namespace gatehouse::test {

class RangeServer {
 public:
  RangeServer();
  ~RangeServer();

  /// For password.breached_range_url.
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/range/"; }
  /// Knows `password` from now on, and answers every range with padding.
  void add(const std::string& password);
  /// Answers this, whatever it is asked.
  void answer_with(int status, std::string body, std::chrono::milliseconds after = {});

  /// Each request so far: method, target, and the value of Add-Padding.
  std::vector<std::string> requests();

 private:
  Task<http::Response> answer(http::Request& request);

  std::mutex mutex_;
  std::vector<std::string> known_;  ///< forty digits each
  std::vector<std::string> requests_;
  http::Response fixed_{.status = 0};
  std::chrono::milliseconds pause_{};
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  http::Server server_;
  std::uint16_t port_;
  std::thread thread_;
};

}  // namespace gatehouse::test
