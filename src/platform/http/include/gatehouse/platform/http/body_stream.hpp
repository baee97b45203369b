// The body of an answer that is not known at once: events as they happen, a large export as it is read.
#pragma once

#include <optional>
#include <string>

#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::http {

/// Belongs to one answer and is used on its worker's thread only. May outlive the request and what the handler was
/// given, so it holds nothing of them. What it waits with costs memory for each client that waits: keep it small.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  /// The next part, as soon as there is one; empty: the end. Each part goes out at once; an empty one is passed over.
  /// Never called twice at once, nor for HEAD. An exception cuts the answer off, and the client sees that.
  virtual Task<std::optional<std::string>> next() = 0;
  /// The client has left, or the server stops: next(), which may be waiting now, gives the end as soon as it can. May
  /// be called at any time and more than once.
  virtual void stop() noexcept = 0;
};

}  // namespace gatehouse::http
