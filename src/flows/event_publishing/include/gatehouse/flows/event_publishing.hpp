// Publishes the outbox to a stream as CloudEvents: at least once, and the events of an account in their order. Only one
// instance publishes at a time; any of them takes over.
#pragma once

#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/events/client.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>
#include <gatehouse/records/outbox.hpp>

namespace gatehouse::flows {

class EventPublishing {
 public:
  struct Tools {
    pg::Database& database;
    events::Client& stream;
    const Clock& clock;
    telemetry::Metrics& metrics;
  };
  /// `source`: the attribute of every event, the URI of this service. All of `tools` outlives the object.
  EventPublishing(std::string source, const Tools& tools);

  /// Publishes the oldest events, at most one batch, and marks those that the stream has stored; returns how many. None
  /// when the stream cannot be reached or another instance publishes. Throws Unavailable when some were not stored:
  /// they are sent again, and the stream drops what it has.
  Task<int> run_once();

 private:
  events::Message message_of(const records::OutboxEvent& event) const;

  std::string source_;
  Tools tools_;
  prometheus::Counter& published_;
  prometheus::Counter& failures_;
};

}  // namespace gatehouse::flows
