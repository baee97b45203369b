// Server-sent events (WHATWG HTML, section 9.2 "Server-sent events"): an answer that goes on, for pages that wait.
//
//   Task<Result<http::Response>> Approval::watch(api::Context&, OneSignIn in) {
//     auto signals = board_.subscribe(in.id.uuid);
//     co_return api::event_stream(std::make_unique<ApprovalFeed>(database_, in.id), std::move(signals));
//   }
//
// A page closes its EventSource when it has what it waited for: the browser opens a stream that ends again, with the id
// of the last event in the header Last-Event-ID, until it is answered with anything but 200.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gatehouse/platform/http/message.hpp>
#include <gatehouse/platform/runtime/signal_board.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::api {

struct StreamEvent {
  std::string name;  ///< the type that the page listens for; empty: "message"
  std::string data;  ///< UTF-8, not empty, usually JSON; its line ends arrive as line feeds
  std::string id{};  ///< comes back as Last-Event-ID; empty: the last one stays
};

/// What a feed has to tell.
struct News {
  std::vector<StreamEvent> events{};  ///< in their order
  bool is_last = false;               ///< the stream ends behind them
  /// Look again after this time, signal or not: when a code expires, or in case a signal gets lost.
  std::chrono::steady_clock::duration look_again = std::chrono::steady_clock::duration::max();
};

/// Where the events of one stream come from. Outlives the request, so it holds nothing of its Context.
class EventFeed {
 public:
  virtual ~EventFeed() = default;
  /// What is new since the last look. Asked when the stream begins, after a signal, and when it said so itself; one
  /// look at a time. It does not wait for news: the stream does. When it throws Unavailable it is asked again after
  /// the time of a heartbeat; any other exception is logged and ends the stream.
  virtual Task<News> look() = 0;
};

struct EventStreamOptions {
  /// After so much silence a comment goes out, so that proxies keep the connection.
  std::chrono::milliseconds heartbeat{15'000};
  /// The stream ends then; the page opens it again, and whether it may is decided again.
  std::chrono::milliseconds lifetime{10 * 60'000};
  /// How long the page waits before it opens a stream again that has ended: a random time from this to twice this, so
  /// that not all who lost an instance come at once.
  std::chrono::milliseconds retry{2'000};
  /// From the end of a look to the next at least, however many signals come.
  std::chrono::milliseconds pause{100};
};

/// An answer with status 200 that streams what `feed` tells, now and after each of the signals, which were subscribed
/// before. The route's deadline ends, and the request counts as answered, when the header goes out.
http::Response event_stream(std::unique_ptr<EventFeed> feed,
                            runtime::SignalBoard::Subscription signals,
                            const EventStreamOptions& options = {});

/// Appends one event as it goes over the line. A name or id with a line end or NUL is left out.
void append_event(std::string& out, const StreamEvent& event);

}  // namespace gatehouse::api
