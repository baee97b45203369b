#include <gatehouse/flows/maintenance.hpp>

#include <gatehouse/records/approvals.hpp>
#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/records/message_budgets.hpp>
#include <gatehouse/records/partitions.hpp>
#include <gatehouse/records/registrations.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/records/sign_ins/challenges.hpp>
#include <gatehouse/records/sign_ins/sign_ins.hpp>
#include <gatehouse/records/throttles.hpp>
#include <gatehouse/services/journal.hpp>

namespace gatehouse::flows {
namespace {

constexpr std::int32_t months_ahead = 3;
constexpr std::int32_t batch_size = 1000;
// What is over is kept this long, so that its client hears that it is over, and denied pushes are remembered.
constexpr std::chrono::hours unfinished{24};
// An instance whose clock is behind may still be finishing one that has expired for this one.
constexpr std::chrono::minutes clocks_apart{1};

std::chrono::days kept_for(std::string_view table, const Retention& retention) {
  if (table == "outbox") return retention.outbox;
  if (table == "deliveries") return retention.deliveries;
  return retention.history;
}

}  // namespace

Task<> Maintenance::run_once() {
  const auto now = clock_.now();
  co_await services::rotate_signing_keys(database_, ring_, rotation_, false, now);
  co_await keep_partitions(now);
  co_await remove_expired(now);
  co_await end_unfinished(now);
}

Task<> Maintenance::keep_partitions(Timestamp now) {
  for (const auto& table : records::partitioned_tables) {
    pg::Transaction tx{database_};
    records::Partitions partitions{tx};
    partitions.lock();
    partitions.ensure(table, now, months_ahead);
    partitions.drop_before(table, now - kept_for(table.name, retention_));
    co_await tx.commit();
  }
}

// One batch of each a round: a backlog shrinks over several rounds instead of stopping everything once.
Task<> Maintenance::remove_expired(Timestamp now) {
  pg::Transaction tx{database_};
  records::Registrations{tx}.remove_expired(now, batch_size);
  records::Throttles{tx}.remove_old(now - std::chrono::days{1}, batch_size);
  records::Sessions{tx}.remove_old(now - retention_.sessions, batch_size);
  records::Challenges{tx}.remove_old(now - unfinished, batch_size);
  records::Approvals{tx}.remove_old(now - unfinished, batch_size);
  records::Factors{tx}.remove_unconfirmed(now, batch_size);
  records::MessageBudgets{tx}.remove_old(now - std::chrono::days{1}, batch_size);
  co_await tx.commit();
}

// Whoever stops before the second factor knows the password: the owner hears of that as of a wrong one.
Task<> Maintenance::end_unfinished(Timestamp now) {
  pg::Transaction tx{database_};
  const auto left =
      co_await records::SignIns{tx}.remove_expired(now - clocks_apart, batch_size).get();
  for (const auto& sign_in : left) {
    services::Journal{tx}.record({.account = sign_in.account_id,
                                  .identifier_mac = sign_in.identifier_mac,
                                  .device = sign_in.device_id,
                                  .reason = "second_factor_missing",
                                  .attempted_at = sign_in.created_at},
                                 Origin{sign_in.ip_address, sign_in.user_agent, {}}, now);
  }
  co_await tx.commit();
}

}  // namespace gatehouse::flows
