// The outbox on its way into a stream of NATS: the client, the flow that uses it, and what operators see of both.
#pragma once

#include <boost/asio/io_context.hpp>

#include <gatehouse/app/shared.hpp>
#include <gatehouse/flows/event_publishing.hpp>
#include <gatehouse/platform/events/client.hpp>

namespace gatehouse::app {

/// Of one event loop. Only where events.nats_url is set.
class EventStream {
 public:
  EventStream(boost::asio::io_context& context, Shared& shared, pg::Database& database);

  /// As flows::EventPublishing. Throws Unavailable.
  Task<int> run_once() { return publishing_.run_once(); }
  /// What is under way may end within `grace`; the rest is sent by whoever comes next.
  void stop(std::chrono::milliseconds grace) { client_.stop(grace); }

 private:
  events::Client client_;
  flows::EventPublishing publishing_;
};

/// What the settings say, without somebody who is told. Throws std::runtime_error when the address cannot be read.
events::Options event_options(const config::Events& settings);

}  // namespace gatehouse::app
