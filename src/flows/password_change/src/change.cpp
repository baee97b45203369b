#include <gatehouse/flows/password_change.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/records/passwords.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/services/policy/assurance.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

namespace {

// What a guesser would try for this account.
std::vector<std::string> personal_words(const records::Account& account) {
  std::vector<std::string> words;
  for (const auto& text : {account.display_name, account.email, account.phone, account.username}) {
    if (text) words.push_back(*text);
  }
  return words;
}

}  // namespace

void PasswordChange::add_routes(api::Router& router) {
  router.add({.method = api::Method::get,
              .path = "/v1/me/password",
              .operation_id = "showPassword",
              .summary = "When the password was last changed",
              .access = api::signed_in(),
              .tag = "Account"},
             *this, &PasswordChange::show);
  router.add(
      {.method = api::Method::post,
       .path = "/v1/me/password",
       .operation_id = "changePassword",
       .summary = "Change the password; ends every other session",
       .access = api::signed_in(),
       .tag = "Account",
       .limits = {api::per_account(20, 60s)},
       .errors = {ErrorCode::insufficient_user_authentication, ErrorCode::invalid_credentials,
                  ErrorCode::password_too_weak, ErrorCode::password_breached,
                  ErrorCode::password_reused, ErrorCode::conflict}},
      *this, &PasswordChange::change);
}

api::Fields fields_of(std::type_identity<ChangePassword>) {
  return {{"current_password", {.max_length = 1024}}, {"new_password", {.max_length = 1024}}};
}

Task<Result<PasswordView>> PasswordChange::show(api::Context& context) {
  auto tx = pg::Transaction::reading(parts_.database);
  co_return PasswordView{
      co_await records::Passwords{tx}.find_changed_at(context.principal().account).get()};
}

Task<Result<std::string>> PasswordChange::prove_and_hash(std::string present_hash,
                                                         std::vector<std::string> personal,
                                                         bool has_second_factor,
                                                         const ChangePassword& request) {
  auto hash = co_await parts_.hash_pool.run([&]() -> Result<std::string> {
    if (!crypto::verify_password(present_hash, request.current_password))
      return fail(ErrorCode::invalid_credentials);
    if (constant_time_equal(request.current_password.reveal(), request.new_password.reveal())) {
      return fail(ErrorCode::password_reused);
    }
    const auto good =
        parts_.passwords.check(request.new_password, personal, has_second_factor, "/new_password");
    if (!good) return std::unexpected(good.error());
    return crypto::hash_password(request.new_password, argon2_);
  });
  if (!hash) co_return hash;
  const auto unknown = co_await parts_.breaches.check(request.new_password, "/new_password");
  if (!unknown) co_return std::unexpected(unknown.error());
  co_return hash;
}

Task<Result<api::Empty>> PasswordChange::change(api::Context& context, ChangePassword request) {
  const auto now = context.now();
  const auto& caller = context.principal();
  const auto key =
      parts_.throttle.key_for(caller.account.text(), context.client(), std::nullopt, "password");
  pg::Transaction before{parts_.database};
  const auto throttled = parts_.throttle.take(before, key, now);
  const auto found = records::Accounts{before}.find(caller.account);
  const auto policy = records::Accounts{before}.find_for_proof(caller.account);
  const auto present = records::Passwords{before}.find_hash(caller.account);
  co_await before.commit();
  const auto account = found.value();
  if (!account || !policy.value() || !present.value()) co_return fail(ErrorCode::session_ended);
  // The present password proves one factor; whoever has a second one shows it as well.
  const int level = services::required_level(*policy.value(), "password.change");
  if (level > 1) {
    if (auto error = api::check_step_up(context, services::fresh_for, level))
      co_return std::unexpected(std::move(*error));
  }
  if (throttled.value().is_refused) co_return fail(ErrorCode::rate_limited);

  const bool has_second_factor = policy.value()->mfa_required || !policy.value()->methods.empty();
  const auto hash = co_await prove_and_hash(*present.value(), personal_words(*account),
                                            has_second_factor, request);
  const bool proved = hash || hash.error().code != ErrorCode::invalid_credentials;
  pg::Transaction tx{parts_.database};
  if (proved) records::Throttles{tx}.clear(key);
  if (!hash) {
    co_await tx.commit();
    co_return std::unexpected(hash.error());
  }
  records::Accounts{tx}.lock(caller.account);
  // Two changes at once: the one that comes second proved a password that is no more.
  const auto unchanged = records::Passwords{tx}.find_hash(caller.account);
  co_await tx.flush();
  if (unchanged.value() != present.value()) co_return fail(ErrorCode::conflict);
  records::Passwords{tx}.set(caller.account, *hash, now);
  // Whoever tried codes knew the old one.
  records::Factors{tx}.forget_failures(caller.account, std::nullopt);
  const auto ended = co_await records::Sessions{tx}
                         .end_all_but(caller.account, caller.session, "password_changed", now)
                         .get();
  const auto origin = api::origin_of(context);
  services::Journal journal{tx};
  journal.record({.type = "password.changed",
                  .account = caller.account,
                  .severity = records::Severity::medium,
                  .session = caller.session,
                  .data = {{"ended_sessions", ended.size()}}},
                 origin, now);
  journal.record_ended(caller.account, ended, "password_changed", {}, origin, now);
  services::Notify{tx, parts_.ring}.tell_owner(*account, "password_changed",
                                               {{"address", context.client().text()}}, now);
  co_await tx.commit();
  co_return api::Empty{};
}

}  // namespace gatehouse::flows
