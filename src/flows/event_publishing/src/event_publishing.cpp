#include <gatehouse/flows/event_publishing.hpp>

#include <boost/json/serialize.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/events/cloud_event.hpp>

namespace gatehouse::flows {
namespace {

constexpr std::int32_t batch_size = 200;

}  // namespace

EventPublishing::EventPublishing(std::string source, const Tools& tools)
    : source_(std::move(source)),
      tools_(tools),
      published_(tools.metrics.counter("gatehouse_events_published_total",
                                       "Events that the stream has stored")),
      failures_(tools.metrics.counter("gatehouse_events_publish_failures_total",
                                      "Batches of which not all was stored")) {}

// The lock lasts as long as the transaction, so it is held while the stream answers.
Task<int> EventPublishing::run_once() {
  if (!tools_.stream.is_connected()) co_return 0;
  pg::Transaction tx{tools_.database};
  records::Outbox outbox{tx};
  if (!co_await outbox.try_lock_publisher().get()) co_return 0;
  const auto waiting = co_await outbox.list_unpublished(batch_size).get();
  if (waiting.empty()) co_return 0;
  std::vector<events::Message> batch;
  batch.reserve(waiting.size());
  for (const auto& event : waiting) batch.push_back(message_of(event));

  const auto result = co_await tools_.stream.publish(std::move(batch));
  std::vector<OutboxEventId> stored;
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (result.stored[i]) stored.push_back(waiting[i].id);
  }
  const auto count = static_cast<int>(stored.size());
  if (count > 0) {
    outbox.mark_published(std::move(stored), tools_.clock.now());
    co_await tx.commit();
    published_.Increment(count);
  }
  if (!result.failure.empty()) {
    failures_.Increment();
    throw Unavailable(result.failure);
  }
  co_return count;
}

events::Message EventPublishing::message_of(const records::OutboxEvent& event) const {
  return events::to_message({.id = event.id.text(),
                             .source = source_,
                             .type = event.event_type,
                             .subject = event.account_id ? event.account_id->text() : "",
                             .time = event.created_at,
                             .data = boost::json::serialize(event.payload)});
}

}  // namespace gatehouse::flows
