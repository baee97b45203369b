#include <algorithm>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>

#include <gatehouse/base/random.hpp>
#include <gatehouse/flows/delivery.hpp>
#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/platform/telemetry/log.hpp>
#include <gatehouse/services/notify.hpp>

#include "try.hpp"

namespace gatehouse::flows {
namespace {

using namespace std::chrono_literals;

// 5 s, 10 s, 20 s … at most an hour, spread so that a server that comes back is not stormed.
std::chrono::seconds wait_after(std::int16_t attempts) {
  const auto base = std::min<std::chrono::seconds>(5s * (1 << std::min<int>(attempts - 1, 10)), 1h);
  return base +
         std::chrono::seconds{random_below(static_cast<std::uint32_t>(base.count()) / 4 + 1)};
}

}  // namespace

Task<> Delivery::deliver(Claim claim) {
  const auto result = co_await send(claim.delivery);
  co_await settle(claim, result);
  const auto& claimed = claim.delivery;
  const std::string outcome = result.outcome == SendOutcome::sent ? "sent"
                              : gives_up(claimed, result)         ? "dead"
                                                                  : "failed";
  tools_.metrics
      .counter(
          "gatehouse_delivery_attempts_total", "Tries to send a message, by what came of them",
          {{"channel", boost::describe::enum_to_string(claimed.channel, "")}, {"outcome", outcome}})
      .Increment();
}

Task<SendResult> Delivery::send(const records::ClaimedDelivery& claimed) {
  if (claimed.expires_at <= tools_.clock.now()) {
    co_return SendResult{SendOutcome::permanent_failure, "expired before it could be sent"};
  }
  if (claimed.attempts > rules_.max_attempts) {
    co_return SendResult{SendOutcome::permanent_failure, "no try came to its end"};
  }
  std::string cause;
  try {
    const auto values =
        tools_.ring.open(claimed.payload.value, services::delivery_seal_context(claimed.id));
    // Another instance may have the key already, or still.
    if (!values) {
      co_return SendResult{SendOutcome::temporary_failure,
                           "the values cannot be opened: their key is not here"};
    }
    const OutgoingMessage message{.id = claimed.id,
                                  .channel = claimed.channel,
                                  .to = claimed.recipient,
                                  .name = claimed.message,
                                  .locale = claimed.locale,
                                  .values = boost::json::parse(values->reveal()).as_object()};
    co_return co_await send_in_time(message);
  } catch (const std::exception& failure) {
    cause = failure.what();
  }
  co_return SendResult{SendOutcome::temporary_failure, std::move(cause)};
}

Task<SendResult> Delivery::send_in_time(const OutgoingMessage& message) {
  const auto attempt = std::make_shared<Try>();
  boost::asio::steady_timer limit(executor_, rules_.longest_try);
  limit.async_wait([attempt](const boost::system::error_code& error) {
    if (!error) attempt->break_off("broken off: it took too long");
  });
  const auto remove = [this](Try* over) { tries_.erase(over); };
  tries_.insert(attempt.get());
  const std::unique_ptr<Try, decltype(remove)> registered{attempt.get(), remove};
  SendResult result{SendOutcome::temporary_failure};
  try {
    result = co_await boost::asio::co_spawn(
        executor_, tools_.sender->send(message),
        boost::asio::bind_cancellation_slot(attempt->signal.slot(), boost::asio::use_awaitable));
  } catch (const std::exception& failure) {
    result.error = failure.what();
  }
  if (!attempt->cause.empty() && result.outcome != SendOutcome::sent) {
    result = {SendOutcome::temporary_failure, attempt->cause};
  }
  co_return result;
}

bool Delivery::gives_up(const records::ClaimedDelivery& claimed,
                        const SendResult& result) const noexcept {
  return result.outcome == SendOutcome::permanent_failure ||
         (result.outcome == SendOutcome::temporary_failure &&
          claimed.attempts >= rules_.max_attempts);
}

// What has left would leave again if its mark got lost: the mark is tried for as long as the lease lasts.
Task<> Delivery::settle(const Claim& claim, const SendResult& result) {
  const auto& claimed = claim.delivery;
  for (int failures = 0;; ++failures) {
    std::string cause;
    try {
      const auto noted = co_await note(claimed, result);
      // After a failure it may be the first note that was made.
      if (noted == 0 && failures == 0) {
        telemetry::log(telemetry::Level::warn, "delivery_overtaken",
                       {{"delivery", claimed.id.text()}, {"message", claimed.message}});
      } else if (gives_up(claimed, result)) {
        telemetry::log(telemetry::Level::warn, "delivery_dead",
                       {{"delivery", claimed.id.text()},
                        {"message", claimed.message},
                        {"error", result.error}});
      }
      co_return;
    } catch (const std::exception& failure) {
      cause = failure.what();
    }
    if (broken_off_ || tools_.clock.now() >= claim.leased_until) {
      telemetry::log(telemetry::Level::warn, "delivery_unsettled",
                     {{"delivery", claimed.id.text()},
                      {"is_sent", result.outcome == SendOutcome::sent},
                      {"cause", cause}});
      co_return;
    }
    co_await runtime::sleep_for(500ms);
  }
}

Task<std::int64_t> Delivery::note(const records::ClaimedDelivery& claimed,
                                  const SendResult& result) {
  const auto now = tools_.clock.now();
  pg::Transaction tx{tools_.database};
  records::Deliveries deliveries{tx};
  const auto noted = result.outcome == SendOutcome::sent
                         ? deliveries.mark_sent(claimed.id, claimed.attempts, now)
                     : gives_up(claimed, result)
                         ? deliveries.mark_dead(claimed.id, claimed.attempts, result.error, now)
                         : deliveries.retry_at(claimed.id, claimed.attempts,
                                               now + wait_after(claimed.attempts), result.error);
  co_await tx.commit();
  co_return noted.value();
}

}  // namespace gatehouse::flows
