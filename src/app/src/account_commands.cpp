#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <pwd.h>
#include <unistd.h>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>
#include <gatehouse/records/deliveries.hpp>
#include <gatehouse/records/passwords.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/tokens/signing_key_set.hpp>

#include "commands.hpp"
#include "environment.hpp"
#include "passwords.hpp"
#include "pwned_ranges.hpp"

namespace gatehouse::app {
namespace {

using namespace std::chrono_literals;

Timestamp now() { return SystemClock{}.now(); }

records::ParsedIdentifier parse(const config::Settings& settings, const std::string& text) {
  const auto parsed = records::parse_identifier(text, settings.registration.default_region);
  if (!parsed)
    throw std::runtime_error("\"" + text + "\" is no e-mail address, phone number or user name");
  return *parsed;
}

Task<records::Account> find_account(const config::Settings& settings, pg::Transaction& tx,
                                    std::string text) {
  const auto identifier = parse(settings, text);
  const auto account = co_await records::Accounts{tx}
                           .find_by_identifier(identifier.kind, identifier.canonical)
                           .get();
  if (!account) throw std::runtime_error("no account is called \"" + text + "\"");
  co_return *account;
}

void journal_ended(pg::Transaction& tx, AccountId account, const std::vector<SessionId>& ended,
                   std::string reason) {
  services::Journal journal{tx};
  for (const auto& session : ended) {
    journal.record({.type = "session.ended",
                    .account = account,
                    .session = session,
                    .data = {{"reason", reason}},
                    .actor = operator_name()},
                   std::nullopt, now());
  }
}

// As a registration does. Throws std::runtime_error with what to do.
Task<> check_password(const config::Password& settings, const Secret& password,
                      std::vector<std::string> personal) {
  auto good = password_policy(settings).check(password, personal, false);
  if (good && !settings.breached_range_url.empty()) {
    PwnedRanges ranges(co_await boost::asio::this_coro::executor, settings.breached_range_url);
    telemetry::Metrics metrics;
    good = co_await services::RangeCheck(&ranges, metrics).check(password);
  }
  if (!good)
    throw std::runtime_error("the password on standard input is refused: " + good.error().detail);
}

Task<int> run_connected(pg::Database& database,
                        const std::function<Task<int>(pg::Database&)>& work) {
  for (int i = 0; i < 100 && !database.is_connected(); ++i) co_await runtime::sleep_for(20ms);
  co_return co_await work(database);
}

}  // namespace

std::string operator_name() {
  const auto* user = getpwuid(getuid());
  return std::string("operator:") + (user == nullptr ? "unknown" : user->pw_name);
}

int with_database(const config::Settings& settings,
                  const std::function<Task<int>(pg::Database&)>& work) {
  const DatabaseAccess access(settings);
  pg::migrate(access.conninfo());
  boost::asio::io_context context;
  pg::Database database(context.get_executor(), {.conninfo = access.conninfo()});
  int code = 1;
  std::exception_ptr error;
  boost::asio::co_spawn(context, run_connected(database, work),
                        [&](std::exception_ptr failure, int result) {
                          error = failure;
                          code = result;
                          context.stop();
                        });
  context.run();
  if (error) std::rethrow_exception(error);
  return code;
}

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
  const auto parsed = parse(settings, identifier);
  co_await check_password(settings.password, password, {display_name, parsed.canonical});
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
  const auto account = co_await find_account(settings, tx, identifier);
  records::Accounts accounts{tx};
  accounts.lock(account.id);
  accounts.set_status(account.id,
                      locked ? records::AccountStatus::locked : records::AccountStatus::active,
                      reason.empty() ? std::nullopt : std::optional(reason), now());
  services::Journal{tx}.record({.type = locked ? "account.locked" : "account.unlocked",
                                .account = account.id,
                                .severity = records::Severity::high,
                                .new_values = boost::json::value{{"reason", reason}},
                                .actor = operator_name()},
                               std::nullopt, now());
  if (locked) {
    const auto ended = co_await records::Sessions{tx}
                           .end_all_but(account.id, std::nullopt, "account_locked", now())
                           .get();
    journal_ended(tx, account.id, ended, "account_locked");
  }
  co_await tx.commit();
  std::cout << account.id.text() << (locked ? " locked\n" : " unlocked\n");
  co_return 0;
}

Task<int> set_account_profile(const config::Settings& settings, pg::Database& database,
                              std::string identifier, std::string profile) {
  pg::Transaction tx{database};
  const auto account = co_await find_account(settings, tx, identifier);
  const auto changed =
      co_await records::Accounts{tx}.set_security_profile(account.id, profile, now()).get();
  if (changed == 0) throw std::runtime_error("there is no security profile \"" + profile + "\"");
  services::Journal{tx}.record({.type = "account.security_profile_changed",
                                .account = account.id,
                                .severity = records::Severity::medium,
                                .new_values = boost::json::value{{"security_profile", profile}},
                                .actor = operator_name()},
                               std::nullopt, now());
  co_await tx.commit();
  co_return 0;
}

Task<int> revoke_sessions(const config::Settings& settings, pg::Database& database,
                          std::string identifier) {
  pg::Transaction tx{database};
  const auto account = co_await find_account(settings, tx, identifier);
  const auto ended = co_await records::Sessions{tx}
                         .end_all_but(account.id, std::nullopt, "revoked_by_operator", now())
                         .get();
  journal_ended(tx, account.id, ended, "revoked_by_operator");
  co_await tx.commit();
  std::cout << ended.size() << '\n';
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
