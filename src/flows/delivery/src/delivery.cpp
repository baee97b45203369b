#include <gatehouse/flows/delivery.hpp>

#include <algorithm>

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>

#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/telemetry/log.hpp>
#include <gatehouse/services/notify.hpp>

namespace gatehouse::flows {
namespace {

using namespace std::chrono_literals;

constexpr std::int32_t batch_size = 50;
constexpr auto lease = 60s;
constexpr std::int16_t max_attempts = 10;

// 5 s, 10 s, 20 s … at most an hour, spread so that a server that comes back is not stormed.
std::chrono::seconds wait_after(std::int16_t attempts) {
  const auto base = std::min<std::chrono::seconds>(5s * (1 << std::min<int>(attempts - 1, 10)), 1h);
  return base +
         std::chrono::seconds{random_below(static_cast<std::uint32_t>(base.count()) / 4 + 1)};
}

}  // namespace

Task<int> Delivery::run_once() {
  pg::Transaction tx{tools_.database};
  const auto claimed = records::Deliveries{tx}.claim(batch_size, lease, tools_.clock.now());
  co_await tx.commit();
  auto due = claimed.value();
  for (auto& one : due) co_await deliver(std::move(one));
  co_return static_cast<int>(due.size());
}

Task<> Delivery::deliver(records::ClaimedDelivery claimed) {
  const auto values =
      tools_.ring.open(claimed.payload.value, services::delivery_seal_context(claimed.id));
  SendResult result{SendOutcome::permanent_failure,
                    "the values cannot be opened: their key is gone"};
  if (claimed.expires_at <= tools_.clock.now()) {
    result.error = "expired before it could be sent";
  } else if (values) {
    result =
        co_await tools_.sender.send({.id = claimed.id,
                                     .channel = claimed.channel,
                                     .to = claimed.recipient,
                                     .name = claimed.message,
                                     .locale = claimed.locale,
                                     .values = boost::json::parse(values->reveal()).as_object()});
  }
  const auto now = tools_.clock.now();
  pg::Transaction tx{tools_.database};
  records::Deliveries deliveries{tx};
  const bool gives_up =
      result.outcome == SendOutcome::permanent_failure || claimed.attempts >= max_attempts;
  const std::string outcome = result.outcome == SendOutcome::sent ? "sent"
                              : gives_up                          ? "dead"
                                                                  : "failed";
  if (result.outcome == SendOutcome::sent) {
    deliveries.mark_sent(claimed.id, now);
  } else if (gives_up) {
    deliveries.mark_dead(claimed.id, result.error, now);
    telemetry::log(
        telemetry::Level::warn, "delivery_dead",
        {{"delivery", claimed.id.text()}, {"message", claimed.message}, {"error", result.error}});
  } else {
    deliveries.retry_at(claimed.id, now + wait_after(claimed.attempts), result.error);
  }
  co_await tx.commit();
  tools_.metrics
      .counter(
          "gatehouse_delivery_attempts_total", "Tries to send a message, by what came of them",
          {{"channel", boost::describe::enum_to_string(claimed.channel, "")}, {"outcome", outcome}})
      .Increment();
}

}  // namespace gatehouse::flows
