#include <gatehouse/flows/sign_in.hpp>
#include <gatehouse/platform/api/credential_cookies.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/passwords.hpp>
#include <gatehouse/records/security_events.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/policy.hpp>

namespace gatehouse::flows {

// One attempt on its way through the steps.
struct SignIn::Attempt {
  std::string subject;  ///< what the name is counted under
  std::optional<records::SignInAccount> account;
  std::optional<services::SessionStart::KnownDevice> known;
  records::ThrottleKey throttle_key;
};

Task<Result<services::SignInView>> SignIn::start(api::Context& context, StartSignIn request) {
  const auto now = context.now();
  const auto identifier = records::parse_identifier(request.identifier, options_.default_region);
  Attempt attempt{.subject = identifier ? identifier->canonical : request.identifier};
  if (request.device_token) {
    attempt.known = parts_.sessions.parse_device_token(request.device_token->reveal());
  } else if (const auto cookie = api::handed_in(context, api::device_cookie)) {
    attempt.known = parts_.sessions.parse_device_token(*cookie);
  }
  const auto device = attempt.known ? std::optional(attempt.known->device) : std::nullopt;
  attempt.throttle_key =
      parts_.throttle.key_for(attempt.subject, context.client(), device, "password");

  pg::Transaction tx{parts_.database};
  const auto throttled = parts_.throttle.take(tx, attempt.throttle_key, now);
  auto found = records::Accounts{tx}.find_for_sign_in(
      identifier ? identifier->kind : records::IdentifierType::username, attempt.subject);
  co_await tx.commit();
  attempt.account = found.value();

  if (const auto state = throttled.value(); state.is_refused) {
    auto refused = co_await refuse(context, attempt, ErrorCode::rate_limited, "throttled");
    refused.error().retry_after =
        std::chrono::ceil<std::chrono::seconds>(state.blocked_until - now);
    co_return refused;
  }
  if (!co_await prove(attempt.account, request.password)) {
    co_return co_await refuse(context, attempt, ErrorCode::invalid_credentials,
                              attempt.account ? "wrong_password" : "unknown_identifier");
  }
  // Only who knows the password learns of these.
  if (attempt.account->status == records::AccountStatus::locked) {
    co_return co_await refuse(context, attempt, ErrorCode::account_locked, "account_locked");
  }
  if (attempt.account->status == records::AccountStatus::suspended) {
    co_return co_await refuse(context, attempt, ErrorCode::account_suspended, "account_suspended");
  }
  if (!services::allows_sign_in(attempt.account->restrictions, context.client(), now)) {
    co_return co_await refuse(context, attempt, ErrorCode::sign_in_restricted, "restricted");
  }
  co_return co_await succeed(context, attempt, std::move(request));
}

Task<bool> SignIn::prove(const std::optional<records::SignInAccount>& account,
                         const Secret& password) {
  const auto hash = account ? account->password_hash : std::nullopt;
  co_return co_await parts_.hash_pool.run([&] {
    return hash ? crypto::verify_password(*hash, password)
                : crypto::verify_nobody(password, options_.argon2);
  });
}

Task<Result<services::SignInView>> SignIn::refuse(api::Context& context, const Attempt& attempt,
                                                  ErrorCode answer, std::string reason) {
  const auto now = context.now();
  const auto origin = api::origin_of(context);
  pg::Transaction tx{parts_.database};
  records::SecurityEvents{tx}.add_attempt(
      {.id = SecurityEventId::make(now),
       .account_id = attempt.account ? std::optional(attempt.account->id) : std::nullopt,
       .identifier_mac = parts_.throttle.subject_mac(attempt.subject),
       .ip_address = origin.ip_address,
       .user_agent = origin.user_agent,
       .device_id = attempt.known ? std::optional(attempt.known->device) : std::nullopt,
       .is_successful = false,
       .failure_reason = reason,
       .attempted_at = now});
  if (attempt.account) {
    services::Journal{tx}.record({.type = "sign_in.failed",
                                  .account = attempt.account->id,
                                  .severity = records::Severity::medium,
                                  .data = {{"reason", reason}},
                                  .actor = "anonymous"},
                                 origin, now);
  }
  co_await tx.commit();
  co_return fail(answer);
}

Task<Result<services::SignInView>> SignIn::succeed(api::Context& context, const Attempt& attempt,
                                                   StartSignIn request) {
  const auto now = context.now();
  const auto& account = *attempt.account;
  // Before anything is locked: hashing again takes as long as the first time.
  std::optional<std::string> rehashed;
  if (crypto::needs_rehash(*account.password_hash, options_.argon2)) {
    rehashed = co_await parts_.hash_pool.run(
        [&] { return crypto::hash_password(request.password, options_.argon2); });
  }
  const auto origin = api::origin_of(context);
  const auto device = request.device.value_or(SignInDevice{});
  pg::Transaction tx{parts_.database};
  const auto started = parts_.sessions.begin(
      tx, {.account = account.id, .identifier_mac = parts_.throttle.subject_mac(attempt.subject)},
      {device.name.value_or(""), device.platform, device.fingerprint}, attempt.known, origin, now);
  // The password may have been changed, or the account locked, while this one was hashed.
  const auto hash_now = records::Passwords{tx}.find_hash(account.id);
  co_await tx.flush();
  if (started.status.value() != records::AccountStatus::active ||
      hash_now.value() != account.password_hash) {
    co_return co_await refuse(context, attempt, ErrorCode::invalid_credentials,
                              "changed_meanwhile");
  }
  records::Throttles{tx}.clear(attempt.throttle_key);
  if (rehashed) records::Passwords{tx}.rehash(account.id, *account.password_hash, *rehashed);
  auto view = co_await parts_.sessions.finish(tx, started, origin, now);
  api::hand_out(context, api::refresh_cookie, view.tokens.refresh_token,
                std::chrono::seconds{view.tokens.refresh_expires_in});
  api::hand_out(context, api::device_cookie, view.device_token, api::device_cookie_lifetime);
  co_return view;
}

}  // namespace gatehouse::flows
