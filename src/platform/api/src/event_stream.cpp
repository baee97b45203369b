#include <gatehouse/platform/api/event_stream.hpp>

#include <algorithm>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>
#include <gatehouse/platform/telemetry/log.hpp>

namespace gatehouse::api {
namespace {

using Steady = std::chrono::steady_clock;
using telemetry::Level;

// Of the request that began the stream, for the log; its spans have ended.
telemetry::Activity activity_of_stream() {
  auto activity = telemetry::current_activity();
  activity.tracer = nullptr;
  return activity;
}

Steady::time_point after(Steady::duration time) {
  const auto now = Steady::now();
  return time < Steady::time_point::max() - now ? now + time : Steady::time_point::max();
}

class EventStream final : public http::BodyStream {
 public:
  EventStream(std::unique_ptr<EventFeed> feed, runtime::SignalBoard::Subscription signals,
              const EventStreamOptions& options)
      : feed_(std::move(feed)),
        signals_(std::move(signals)),
        options_(options),
        activity_(activity_of_stream()),
        end_(after(options.lifetime)) {}

  Task<std::optional<std::string>> next() override {
    const auto silent_until = after(options_.heartbeat);
    if (!std::exchange(has_begun_, true)) co_return first_line();
    while (!is_over_ && !signals_.is_closed() && Steady::now() < end_) {
      if (look_at_ <= Steady::now()) {
        auto text = co_await look();
        if (!text.empty()) co_return text;
      } else if (silent_until <= Steady::now()) {
        co_return ":\n\n";
      } else if (co_await signals_.wait(std::min({look_at_, silent_until, end_}) - Steady::now())) {
        look_at_ = std::min(look_at_, may_look_at_);
      }
    }
    co_return std::nullopt;
  }

  void stop() noexcept override { signals_.close(); }

 private:
  std::string first_line() const {
    const auto least = static_cast<std::uint32_t>(options_.retry.count());
    return "retry: " + std::to_string(least + random_below(least + 1)) + "\n\n";
  }

  // The news as text, empty when there is none.
  Task<std::string> look() {
    const telemetry::ActivityScope scope(activity_);
    News news;
    try {
      news = co_await feed_->look();
    } catch (const Unavailable& down) {
      telemetry::log(Level::debug, "stream_delayed", {{"cause", down.what()}});
      news.look_again = options_.heartbeat;
    } catch (const std::exception& error) {
      telemetry::log(Level::error, "stream_failed", {{"cause", error.what()}});
      throw;
    }
    is_over_ = news.is_last;
    may_look_at_ = after(options_.pause);
    look_at_ = std::max(may_look_at_, after(news.look_again));
    std::string text;
    for (const auto& event : news.events) append_event(text, event);
    co_return text;
  }

  std::unique_ptr<EventFeed> feed_;
  runtime::SignalBoard::Subscription signals_;
  EventStreamOptions options_;
  telemetry::Activity activity_;
  Steady::time_point end_;
  Steady::time_point look_at_{};      ///< the next look, if no signal comes before
  Steady::time_point may_look_at_{};  ///< not before this one, if signals come
  bool has_begun_ = false;
  bool is_over_ = false;
};

void append_field(std::string& out, std::string_view name, std::string_view value) {
  using namespace std::string_view_literals;
  if (value.empty() || value.find_first_of("\r\n\0"sv) != std::string_view::npos) return;
  out.append(name).append(": ").append(value).append("\n");
}

}  // namespace

void append_event(std::string& out, const StreamEvent& event) {
  append_field(out, "event", event.name);
  append_field(out, "id", event.id);
  std::string_view rest = event.data;
  for (;;) {
    const auto end = std::min(rest.find_first_of("\r\n"), rest.size());
    out.append("data: ").append(rest.substr(0, end)).append("\n");
    if (end == rest.size()) break;
    rest.remove_prefix(end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  out.append("\n");
}

http::Response event_stream(std::unique_ptr<EventFeed> feed,
                            runtime::SignalBoard::Subscription signals,
                            const EventStreamOptions& options) {
  http::Response response;
  response.headers = {{"Content-Type", "text/event-stream"},
                      {"Cache-Control", "no-store"},
                      {"X-Accel-Buffering", "no"}};
  response.stream = std::make_shared<EventStream>(std::move(feed), std::move(signals), options);
  return response;
}

}  // namespace gatehouse::api
