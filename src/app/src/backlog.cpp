#include "backlog.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/mp11/algorithm.hpp>

#include <gatehouse/records/deliveries.hpp>
#include <gatehouse/records/outbox.hpp>

namespace gatehouse::app {
namespace {

// Beyond it nobody needs to know how many: the count must stay cheap when things go wrong.
constexpr std::int32_t count_limit = 10'000;

template <class E>
std::vector<E> all() {
  std::vector<E> values;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto enumerator) { values.push_back(enumerator.value); });
  return values;
}

}  // namespace

Task<> Backlog::measure() {
  pg::Transaction tx{database_};
  const auto messages = records::Deliveries{tx}.count_open(count_limit);
  const auto events = records::Outbox{tx}.count_unpublished(count_limit);
  co_await tx.commit();
  const auto counted = messages.value();
  for (const auto channel : all<records::DeliveryChannel>()) {
    for (const auto status : all<records::OpenDeliveryStatus>()) {
      std::int64_t found = 0;
      for (const auto& row : counted) {
        if (row.channel == channel && row.status == status) found = row.messages;
      }
      metrics_
          .gauge("gatehouse_deliveries",
                 "Messages that wait (pending) or were given up (dead), counted up to 10000",
                 {{"channel", boost::describe::enum_to_string(channel, "")},
                  {"status", boost::describe::enum_to_string(status, "")}})
          .Set(static_cast<double>(found));
    }
  }
  metrics_.gauge("gatehouse_outbox_backlog", "Events that are not published, counted up to 10000")
      .Set(static_cast<double>(events.value()));
}

}  // namespace gatehouse::app
