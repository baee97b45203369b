// Work without a request: keys and revocations kept up to date, messages sent, events
// published, maintenance. Runs on the first worker.
#pragma once

#include <boost/asio/io_context.hpp>

#include <gatehouse/app/shared.hpp>
#include <gatehouse/flows/delivery.hpp>
#include <gatehouse/flows/maintenance.hpp>
#include <gatehouse/platform/pg/listener.hpp>

#include "backlog.hpp"
#include "event_stream.hpp"
#include "trace_exporter.hpp"

namespace gatehouse::app {

class Background : public std::enable_shared_from_this<Background> {
 public:
  Background(boost::asio::io_context& context, Shared& shared, pg::Database& database);

  void start();
  /// No more rounds; one that runs finishes, and so do messages that are being sent, within five seconds.
  void stop();
  /// Sends the spans that wait; after stop(), when no request is under way any more.
  void flush_traces();
  bool is_idle() const noexcept { return running_ == 0 && delivery_->in_flight() == 0; }

 private:
  Task<> load_keys();
  Task<> load_ended_sessions();
  Task<> load_permissions();
  Task<> synchronise();
  void on_notification(std::string_view channel, std::string_view payload);
  /// Waits until the database is connected, or three seconds have passed.
  Task<> first_connection();
  /// Repeats `round` until stop(), waiting `pause` in between; a round that fails is logged and tried again.
  template <class Round>
  void repeat(std::string_view name, std::chrono::milliseconds pause, Round round);

  boost::asio::io_context& context_;
  Shared& shared_;
  pg::Database& database_;
  std::shared_ptr<flows::Delivery> delivery_;
  flows::Maintenance maintenance_;
  Backlog backlog_;
  std::optional<EventStream> events_;    ///< empty: events stay in the outbox
  std::optional<TraceExporter> traces_;  ///< empty: none are wanted
  std::unique_ptr<pg::Listener> listener_;
  bool stopped_ = false;
  bool keys_loaded_ = false;
  bool sessions_loaded_ = false;
  bool permissions_loaded_ = false;
  Timestamp reloaded_at_{};
  Timestamp sessions_read_at_{};  ///< of the last time that it succeeded
  int running_ = 0;
};

}  // namespace gatehouse::app
