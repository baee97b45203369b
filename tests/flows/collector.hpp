// A collector of OpenTelemetry spans: takes OTLP/HTTP with JSON and checks every request against the protocol.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

#include <gatehouse/platform/http/server.hpp>

namespace gatehouse::test {

struct CollectedSpan {
  std::string trace_id;
  std::string id;
  std::string parent_id;  ///< empty: none
  std::string trace_state;
  std::string name;
  std::int64_t kind = 0;
  std::uint64_t begin = 0;  ///< nanoseconds since 1970
  std::uint64_t end = 0;
  bool failed = false;
  std::map<std::string, std::string> attributes;  ///< numbers as text
};

class Collector {
 public:
  Collector();
  ~Collector();

  /// For telemetry.otlp_endpoint.
  std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Answered from now on; spans are kept with 200 only.
  void answer_with(int status) noexcept { status_ = status; }

  /// Spans taken so far, oldest first.
  std::vector<CollectedSpan> spans();
  /// The same when there are `count` named `name`; fewer after ten seconds.
  std::vector<CollectedSpan> spans_named(const std::string& name, std::size_t count);
  /// What every request broke of the protocol.
  std::vector<std::string> problems();
  /// All bodies, one after another.
  std::string everything();
  int requests() const noexcept { return requests_; }

 private:
  Task<http::Response> take(http::Request& request);

  std::atomic<int> status_{200};
  std::atomic<int> requests_{0};
  std::mutex mutex_;
  std::vector<CollectedSpan> spans_;
  std::vector<std::string> problems_;
  std::string bodies_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  http::Server server_;
  std::uint16_t port_;
  std::thread thread_;
};

}  // namespace gatehouse::test
