// libcurl's transfers on the event loop of one worker thread: sockets and timers are Asio's, so nothing polls or
// blocks. The HTTP client stands on it. Not for SMTP, whose transfers block at their end. For platform only: it shows
// libcurl's own types.
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <curl/curl.h>

#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::http {

/// Used on the thread of its executor only. Keeps connections for reuse.
class CurlMulti {
 public:
  explicit CurlMulti(boost::asio::any_io_executor executor);
  ~CurlMulti();
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  /// Runs the transfer and gives libcurl's result. `transfer`, and what its callbacks point to, outlive the await; its
  /// private pointer is taken. A cancelled await ends the transfer with CURLE_ABORTED_BY_CALLBACK.
  Task<CURLcode> perform(CURL* transfer);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gatehouse::http
