#include <gatehouse/flows/delivery.hpp>

#include <algorithm>
#include <numeric>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <gatehouse/base/assert.hpp>

#include "try.hpp"

namespace gatehouse::flows {

using namespace std::chrono_literals;

/// Taken from a lane until the message is over.
class Delivery::Place {
 public:
  Place(Delivery& delivery, Lane& lane) : delivery_(delivery), lane_(lane) { ++lane_.in_flight; }
  ~Place() {
    --lane_.in_flight;
    if (lane_.has_more) delivery_.place_freed_.cancel();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  Delivery& delivery_;
  Lane& lane_;
};

Delivery::Delivery(boost::asio::any_io_executor executor, Tools tools, DeliveryRules rules)
    : executor_(std::move(executor)),
      tools_(std::move(tools)),
      rules_(rules),
      place_freed_(executor_),
      grace_(executor_) {
  GH_ASSERT(rules_.places > 0 && rules_.lease > rules_.longest_try);
  using Channels = boost::describe::describe_enumerators<records::DeliveryChannel>;
  boost::mp11::mp_for_each<Channels>([this](auto c) { lanes_.push_back({.channel = c.value}); });
}

int Delivery::in_flight() const noexcept {
  return std::accumulate(lanes_.begin(), lanes_.end(), 0,
                         [](int sum, const Lane& lane) { return sum + lane.in_flight; });
}

Delivery::Lane& Delivery::lane_of(records::DeliveryChannel channel) {
  return *std::ranges::find(lanes_, channel, &Lane::channel);
}

Task<bool> Delivery::run_once() {
  if (stopped_) co_return false;
  auto claims = co_await claim();
  if (stopped_) {
    co_await give_back(std::move(claims));
    co_return false;
  }
  for (auto& one : claims) begin(std::move(one));
  if (must_wait()) {
    boost::system::error_code ignored;
    place_freed_.expires_after(200ms);
    co_await place_freed_.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  co_return std::ranges::any_of(lanes_, &Lane::has_more);
}

// In one round trip for all channels.
Task<std::vector<Delivery::Claim>> Delivery::claim() {
  const auto now = tools_.clock.now();
  pg::Transaction tx{tools_.database};
  std::vector<std::pair<Lane*, pg::Pending<std::vector<records::ClaimedDelivery>>>> asked;
  for (auto& lane : lanes_) {
    const int free = rules_.places - lane.in_flight;
    if (free == 0) continue;
    asked.emplace_back(&lane, records::Deliveries{tx}.claim(lane.channel, free, rules_.lease, now));
  }
  co_await tx.commit();
  std::vector<Claim> claims;
  for (const auto& [lane, pending] : asked) {
    auto taken = pending.value();
    lane->has_more = std::cmp_greater_equal(taken.size(), rules_.places - lane->in_flight);
    for (auto& one : taken) claims.push_back({std::move(one), now + rules_.lease});
  }
  co_return claims;
}

Task<> Delivery::give_back(std::vector<Claim> claims) {
  pg::Transaction tx{tools_.database};
  for (const auto& claim : claims) {
    records::Deliveries{tx}.release(claim.delivery.id, claim.delivery.attempts);
  }
  co_await tx.commit();
}

// A lane has more to do than places, and no lane can begin anything.
bool Delivery::must_wait() const noexcept {
  const auto has_more = [](const Lane& lane) { return lane.has_more; };
  const auto is_full = [&](const Lane& lane) { return lane.in_flight >= rules_.places; };
  return std::ranges::any_of(lanes_, has_more) &&
         std::ranges::none_of(lanes_, [&](const Lane& l) { return has_more(l) && !is_full(l); });
}

void Delivery::begin(Claim claim) {
  auto& lane = lane_of(claim.delivery.channel);
  boost::asio::co_spawn(
      executor_,
      [](std::shared_ptr<Delivery> self, std::unique_ptr<Place>, Claim claimed) -> Task<> {
        co_await self->deliver(std::move(claimed));
      }(shared_from_this(), std::make_unique<Place>(*this, lane), std::move(claim)),
      boost::asio::detached);
}

void Delivery::stop(std::chrono::milliseconds grace) {
  stopped_ = true;
  place_freed_.cancel();
  grace_.expires_after(grace);
  grace_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!self || error) return;
    self->broken_off_ = true;
    const auto tries = self->tries_;
    for (auto* one : tries) one->break_off("broken off: the service stopped");
  });
}

}  // namespace gatehouse::flows
