#include <iostream>

#include <boost/asio/this_coro.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/deliveries.hpp>
#include <gatehouse/records/passwords.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/password_policy/new_accounts.hpp>
#include <gatehouse/services/tokens/signing_key_set.hpp>

#include "commands.hpp"
#include "named_account.hpp"
#include "passwords.hpp"
#include "pwned_ranges.hpp"

namespace gatehouse::app {
namespace {

Timestamp now() { return SystemClock{}.now(); }

// As a registration does. Throws std::runtime_error with what to do.
Task<> check_password(const config::Password& settings, pg::Database& database,
                      const Secret& password, std::vector<std::string> personal) {
  const bool has_factor = co_await services::new_accounts_have_factor(database);
  auto good = password_policy(settings).check(password, personal, has_factor);
  if (good && !settings.breached_range_url.empty()) {
    PwnedRanges ranges(co_await boost::asio::this_coro::executor, settings.breached_range_url);
    telemetry::Metrics metrics;
    good = co_await services::RangeCheck(&ranges, metrics).check(password);
  }
  if (!good)
    throw std::runtime_error("the password on standard input is refused: " + good.error().detail);
}

}  // namespace

Task<int> rotate_keys(const config::Settings& settings, pg::Database& database) {
  const auto algorithm =
      crypto::parse_algorithm(settings.tokens.algorithm).value_or(crypto::Algorithm::es256);
  const services::KeyRotation rotation{.algorithm = algorithm,
                                       .token_lifetime = settings.tokens.access_lifetime};
  std::cout << co_await services::rotate_signing_keys(database, load_key_ring(settings), rotation,
                                                      true, now())
            << '\n';
  co_return 0;
}

Task<int> create_account(const config::Settings& settings, pg::Database& database,
                         std::string identifier, Secret password, std::string display_name) {
  const auto parsed = parse_name(settings, identifier);
  co_await check_password(settings.password, database, password, {display_name, parsed.canonical});
  const auto hash = crypto::hash_password(password, argon2_parameters(settings.password));
  const auto id = AccountId::make(now());
  pg::Transaction tx{database};
  records::Accounts accounts{tx};
  accounts.create(
      {.id = id,
       .account_type = records::AccountType::individual,
       .display_name = display_name.empty() ? std::nullopt : std::optional(display_name),
       .locale = "en",
       .time_zone = "UTC",
       .created_at = now()});
  const auto named = accounts.add_identifier({.account_id = id,
                                              .id = IdentifierId::make(now()),
                                              .kind = parsed.kind,
                                              .canonical = parsed.canonical,
                                              .display = parsed.display,
                                              .verified_at = now(),
                                              .created_at = now()});
  records::Passwords{tx}.set(id, hash, now());
  co_await tx.flush();
  if (named.value() == 0)
    throw std::runtime_error("\"" + identifier + "\" already belongs to an account");
  services::Journal{tx}.record({.type = "account.created", .account = id, .actor = operator_name()},
                               std::nullopt, now());
  co_await tx.commit();
  std::cout << id.text() << '\n';
  co_return 0;
}

Task<int> set_account_status(const config::Settings& settings, pg::Database& database,
                             std::string identifier, bool locked, std::string reason) {
  pg::Transaction tx{database};
  const auto account = co_await find_named(settings, tx, identifier);
  // A suspension is another's decision: it is neither taken back nor hidden by a lock that can be.
  const bool fits = locked ? account.status != records::AccountStatus::suspended
                           : account.status == records::AccountStatus::locked;
  if (!fits)
    throw std::runtime_error(fmt::format("the account of \"{}\" is {}{}", identifier,
                                         boost::describe::enum_to_string(account.status, ""),
                                         locked ? "" : ", not locked"));
  records::Accounts{tx}.set_status(
      account.id, locked ? records::AccountStatus::locked : records::AccountStatus::active,
      reason.empty() ? std::nullopt : std::optional(reason), now());
  services::Journal{tx}.record({.type = locked ? "account.locked" : "account.unlocked",
                                .account = account.id,
                                .severity = records::Severity::high,
                                .new_values = boost::json::value{{"reason", reason}},
                                .actor = operator_name()},
                               std::nullopt, now());
  if (locked) co_await end_sessions(tx, account.id, "account_locked", now());
  co_await tx.commit();
  std::cout << account.id.text() << (locked ? " locked\n" : " unlocked\n");
  co_return 0;
}

Task<int> revoke_sessions(const config::Settings& settings, pg::Database& database,
                          std::string identifier) {
  pg::Transaction tx{database};
  const auto account = co_await find_named(settings, tx, identifier);
  const auto ended = co_await end_sessions(tx, account.id, "revoked_by_operator", now());
  co_await tx.commit();
  std::cout << ended << '\n';
  co_return 0;
}

Task<int> count_users(pg::Database& database) {
  auto tx = pg::Transaction::reading(database);
  std::cout << co_await records::Accounts{tx}.count().get() << '\n';
  co_return 0;
}

Task<int> list_dead_deliveries(pg::Database& database) {
  auto tx = pg::Transaction::reading(database);
  for (const auto& dead : co_await records::Deliveries{tx}.list_dead(100).get()) {
    std::cout << dead.id.text() << '\t' << format_rfc3339(dead.created_at) << '\t'
              << boost::describe::enum_to_string(dead.channel, "") << '\t' << dead.message << '\t'
              << dead.attempts << '\t' << dead.last_error.value_or("") << '\n';
  }
  co_return 0;
}

}  // namespace gatehouse::app
