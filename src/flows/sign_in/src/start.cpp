#include <gatehouse/flows/sign_in.hpp>
#include <gatehouse/platform/api/credential_cookies.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/passwords.hpp>
#include <gatehouse/services/policy.hpp>

#include "attempt.hpp"

namespace gatehouse::flows {

Task<Result<SignInAnswer>> SignIn::start(api::Context& context, StartSignIn request) {
  // Without a place nothing is begun: an overloaded service spends nothing on whom it sends away, and counts no try.
  auto place = parts_.hash_pool.reserve();
  const auto now = context.now();
  const auto identifier = records::parse_identifier(request.identifier, options_.default_region);
  Attempt attempt{.subject = identifier ? identifier->canonical : request.identifier,
                  .known = known_device(context, parts_.sessions, request.device_token)};
  const auto& known = attempt.known;
  attempt.throttle_keys = {
      parts_.throttle.key_for(attempt.subject, context.client(), std::nullopt, "password")};
  if (known) {
    attempt.throttle_keys.push_back(
        parts_.throttle.key_for(attempt.subject, context.client(), known->device, "password"));
  }

  pg::Transaction tx{parts_.database};
  std::vector<pg::Pending<records::ThrottleState>> throttled;
  for (const auto& key : attempt.throttle_keys)
    throttled.push_back(parts_.throttle.take(tx, key, now));
  auto found = records::Accounts{tx}.find_for_sign_in(
      identifier ? identifier->kind : records::IdentifierType::username, attempt.subject,
      known ? std::optional(known->device) : std::nullopt, known ? known->trust_generation : 0,
      now);
  co_await tx.commit();
  attempt.account = found.value();

  // A device spares its own account the network's count, and no other one.
  const bool is_own = known && attempt.account && known->account == attempt.account->id;
  const auto state = is_own ? throttled.back().value() : throttled.front().value();
  if (state.is_refused) {
    Error error{.code = ErrorCode::rate_limited,
                .retry_after = std::chrono::ceil<std::chrono::seconds>(state.blocked_until - now)};
    co_return std::unexpected(co_await refuse(context, attempt, std::move(error), "throttled"));
  }
  if (!co_await prove(std::move(place), attempt, request.password)) {
    co_return std::unexpected(
        co_await refuse(context, attempt, Error{ErrorCode::invalid_credentials},
                        attempt.account ? "wrong_password" : "unknown_identifier"));
  }
  // Only who knows the password learns of these.
  if (auto against = objection(*attempt.account, context.client(), now)) {
    co_return std::unexpected(
        co_await refuse(context, attempt, Error{against->first}, std::move(against->second)));
  }
  const auto& account = *attempt.account;
  const bool has_factor = !account.methods.empty();
  if (has_factor && !(is_own && account.is_device_trusted))
    co_return co_await wait(context, attempt, request, false);
  if (!has_factor && account.mfa_required && account.enrolment_due <= now)
    co_return co_await wait(context, attempt, request, true);
  co_return co_await succeed(context, attempt, std::move(request));
}

Task<bool> SignIn::prove(runtime::ThreadPool::Place place, Attempt& attempt,
                         const Secret& password) {
  const auto hash = attempt.account ? attempt.account->password_hash : std::nullopt;
  co_return co_await parts_.hash_pool.run(std::move(place), [&] {
    if (!hash) return crypto::verify_nobody(password, options_.argon2);
    const bool is_right = crypto::verify_password(*hash, password);
    if (is_right && crypto::needs_rehash(*hash, options_.argon2))
      attempt.rehashed = crypto::hash_password(password, options_.argon2);
    return is_right;
  });
}

void SignIn::settle(pg::Transaction& tx, const Attempt& attempt) {
  for (const auto& key : attempt.throttle_keys) records::Throttles{tx}.clear(key);
  if (!attempt.rehashed) return;
  const auto& account = *attempt.account;
  records::Passwords{tx}.rehash(account.id, *account.password_hash, *attempt.rehashed);
}

std::optional<std::pair<ErrorCode, std::string>> SignIn::objection(
    const records::ProfiledAccount& account, const IpAddress& client, Timestamp now) {
  using Objection = std::pair<ErrorCode, std::string>;
  if (account.status == records::AccountStatus::locked)
    return Objection{ErrorCode::account_locked, "account_locked"};
  if (account.status == records::AccountStatus::suspended)
    return Objection{ErrorCode::account_suspended, "account_suspended"};
  if (!services::allows_sign_in(account.restrictions, client, now))
    return Objection{ErrorCode::sign_in_restricted, "restricted"};
  return std::nullopt;
}

Task<Result<SignInAnswer>> SignIn::wait(api::Context& context, const Attempt& attempt,
                                        const StartSignIn& request, bool must_enrol) {
  const auto now = context.now();
  const auto& account = *attempt.account;
  auto row = make_row(context, records::SignInPurpose::password, request.device, attempt.known);
  row.account_id = account.id;
  row.identifier_mac = parts_.throttle.subject_mac(attempt.subject);
  row.must_enrol = must_enrol;
  pg::Transaction tx{parts_.database};
  records::SignIns{tx}.create(row);
  settle(tx, attempt);
  co_await tx.commit();
  if (must_enrol)
    co_return EnrolmentRequired{.id = row.id,
                                .methods = addable_here(account.allowed_methods),
                                .expires_at = row.expires_at};
  co_return ChallengeRequired{.id = row.id,
                              .methods = co_await parts_.proofs.methods(row, now),
                              .expires_at = row.expires_at,
                              .approval = std::nullopt};
}

Task<Result<SignInAnswer>> SignIn::succeed(api::Context& context, const Attempt& attempt,
                                           StartSignIn request) {
  const auto account = attempt.account->id;
  const auto device = request.device.value_or(SignInDevice{});
  const services::DeviceClaim claim{device.name.value_or(""), device.platform, device.fingerprint};
  const auto clue = parts_.sessions.clue(claim, attempt.known, api::origin_of(context));
  auto reads = pg::Transaction::reading(parts_.database);
  auto found =
      co_await records::Accounts{reads}.find_for_session(account, clue, context.now()).get();
  Finished done;
  {
    auto tx = pg::Transaction::gathered(parts_.database, account.uuid);
    done = co_await succeed(context, tx, attempt, claim, std::move(found));
  }
  if (!done && done.error().error.code == ErrorCode::unavailable) {
    pg::Transaction tx{parts_.database};
    found = co_await services::SessionStart::hold(tx, account, clue, context.now());
    done = co_await succeed(context, tx, attempt, claim, std::move(found));
  }
  if (done) co_return std::move(*done);
  auto& refusal = done.error();
  if (refusal.reason.empty()) co_return std::unexpected(std::move(refusal.error));
  co_return std::unexpected(
      co_await refuse(context, attempt, std::move(refusal.error), std::move(refusal.reason)));
}

Task<SignIn::Finished> SignIn::succeed(api::Context& context, pg::Transaction& tx,
                                       const Attempt& attempt, const services::DeviceClaim& claim,
                                       std::optional<records::SessionAccount> found) {
  const auto now = context.now();
  const auto origin = api::origin_of(context);
  // The password may have been changed, or the account locked, while this one was hashed.
  const auto since = attempt.account->password_changed_at.value_or(now);
  if (!found || found->status != records::AccountStatus::active ||
      found->password_changed_at > since)
    co_return std::unexpected(
        services::Refusal{Error{ErrorCode::invalid_credentials}, "changed_meanwhile"});
  const auto started =
      parts_.sessions.begin(tx,
                            {.account = found->id,
                             .identifier_mac = parts_.throttle.subject_mac(attempt.subject),
                             .password_since = since},
                            claim, attempt.known, *found, origin, now);
  settle(tx, attempt);
  auto view = co_await parts_.sessions.finish(tx, started, origin, now);
  if (!view) co_return std::unexpected(services::Refusal{Error{ErrorCode::unavailable}, {}});
  hand_out(context, *view);
  co_return std::move(*view);
}

}  // namespace gatehouse::flows
