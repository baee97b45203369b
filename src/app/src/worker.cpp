#include <gatehouse/app/worker.hpp>

#include <gatehouse/flows/approvals.hpp>
#include <gatehouse/flows/device_management.hpp>
#include <gatehouse/flows/gateway.hpp>
#include <gatehouse/flows/history.hpp>
#include <gatehouse/flows/mfa_enrollment.hpp>
#include <gatehouse/flows/password_change.hpp>
#include <gatehouse/flows/password_check.hpp>
#include <gatehouse/flows/profile.hpp>
#include <gatehouse/flows/registration.hpp>
#include <gatehouse/flows/session_management.hpp>
#include <gatehouse/flows/sign_in.hpp>
#include <gatehouse/flows/step_up.hpp>

#include "authenticator.hpp"
#include "observer.hpp"
#include "operations.hpp"
#include "passkey_rules.hpp"
#include "pwned_ranges.hpp"
#include "rate_limits.hpp"

namespace gatehouse::app {
namespace {

pg::DatabaseOptions database_options(const Shared& shared) {
  const auto& settings = shared.settings.database;
  return {.conninfo = shared.conninfo,
          .max_exclusive_connections = static_cast<int>(settings.max_connections),
          .statement_timeout = settings.statement_timeout};
}

flows::RegistrationOptions registration_options(const Shared& shared) {
  const auto& settings = shared.settings.registration;
  return {.code_lifetime = settings.code_lifetime,
          .max_tries = static_cast<std::int16_t>(settings.max_tries),
          .resend_cooldown = settings.resend_cooldown,
          .max_sends = static_cast<std::int16_t>(settings.max_sends),
          .default_region = settings.default_region,
          .origin_host = host_of(shared.settings.public_url),
          .argon2 = shared.argon2};
}

std::unique_ptr<PwnedRanges> pwned_ranges(boost::asio::io_context& context, const Shared& shared) {
  const auto& url = shared.settings.password.breached_range_url;
  return url.empty() ? nullptr : std::make_unique<PwnedRanges>(context.get_executor(), url);
}

services::ThrottleRules throttle_rules(const config::SignIn& settings) {
  return {.free_tries = static_cast<std::int32_t>(settings.free_tries),
          .longest_wait = settings.longest_wait,
          .memory = settings.memory};
}

// Of codes by account, whatever network they are tried from: see docs/security/guessing.md.
constexpr services::ThrottleRules factor_rules{
    .free_tries = 10, .longest_wait = std::chrono::hours{1}, .memory = std::chrono::hours{24}};

services::SentCodeRules sent_code_rules(const Shared& shared) {
  const auto& settings = shared.settings.mfa;
  return {.lifetime = settings.code_lifetime,
          .cooldown = settings.resend_cooldown,
          .origin_host = host_of(shared.settings.public_url),
          .sms_per_account = static_cast<std::int32_t>(settings.sms_per_account)};
}

services::ApprovalRules approval_rules(const Shared& shared) {
  const auto& settings = shared.settings.mfa;
  return {.public_url = shared.settings.public_url,
          .lifetime = settings.approval_lifetime,
          .max_pushes = settings.max_pushes,
          .peace_after_denial = settings.peace_after_denial};
}

services::EnrolmentRules enrolment_rules(const Shared& shared) {
  const bool anywhere = shared.settings.push.allow_private_endpoints;
  return {.issuer = shared.settings.mail.brand,
          .default_region = shared.settings.registration.default_region,
          .push_endpoints = anywhere ? push::Endpoints::anywhere : push::Endpoints::internet};
}

Task<http::Response> answer_with_page(const Pages& pages, const http::Request& request) {
  co_return pages.answer(request);
}

}  // namespace

// From top to bottom: what is below uses what is above.
struct Worker::Parts {
  Parts(boost::asio::io_context& context, Shared& shared)
      : database(context.get_executor(), database_options(shared)),
        access_tokens({shared.settings.tokens.issuer, shared.settings.tokens.audience,
                       shared.settings.tokens.access_lifetime},
                      shared.signing_keys, shared.revocations),
        refresh_tokens(shared.ring.derive("refresh tokens")),
        throttle(throttle_rules(shared.settings.sign_in), shared.ring.derive("throttle subjects")),
        factor_throttle(factor_rules, shared.ring.derive("throttle subjects")),
        codes(sent_code_rules(shared), shared.texts, shared.ring),
        approval_requests(approval_rules(shared), shared.ring),
        proofs({.argon2 = shared.argon2},
               {database, shared.hash_pool, shared.ring, throttle, factor_throttle, shared.passkeys,
                codes, approval_requests}),
        enrolment(enrolment_rules(shared), {database, shared.ring, shared.passkeys, codes, proofs}),
        approval_signals(context),
        sessions(
            {shared.settings.tokens.refresh_lifetime, shared.settings.tokens.absolute_lifetime},
            shared.ring, access_tokens, refresh_tokens),
        ranges(pwned_ranges(context, shared)),
        breaches(ranges.get(), shared.metrics),
        authenticator(access_tokens, shared.permissions, shared.clock),
        observer(shared.metrics),
        rate_limits(context.get_executor(), shared),
        router({.clock = shared.clock,
                .authenticator = &authenticator,
                .limiter = &rate_limits.limiter(),
                .observer = &observer,
                .tracer = shared.tracer ? &*shared.tracer : nullptr,
                .public_url = shared.settings.public_url}),
        registration(registration_options(shared),
                     {database, shared.hash_pool, shared.ring, shared.passwords, breaches, sessions,
                      throttle, shared.texts}),
        sign_in({shared.settings.registration.default_region, shared.argon2},
                {database, shared.hash_pool, shared.ring, sessions, throttle, proofs, enrolment,
                 approval_signals}),
        step_up({database, proofs, access_tokens}),
        mfa_enrollment({database, shared.ring, enrolment, shared.push_key, shared.places}),
        approvals({database, shared.ring, shared.places}),
        session_management(shared.settings.tokens.refresh_grace,
                           {database, shared.ring, sessions, refresh_tokens, shared.places}),
        device_management(database, sessions, shared.places),
        profile(database),
        password_change(shared.argon2, {database, shared.hash_pool, shared.ring, shared.passwords,
                                        breaches, throttle}),
        password_check({database, shared.hash_pool, shared.passwords, breaches}),
        history(database, shared.places),
        gateway(shared.signing_keys),
        operations(shared) {
    observe_statements(database, shared.metrics);
    shared.approvals.add(approval_signals);
    registration.add_routes(router);
    sign_in.add_routes(router);
    step_up.add_routes(router);
    mfa_enrollment.add_routes(router);
    approvals.add_routes(router);
    session_management.add_routes(router);
    profile.add_routes(router);
    password_change.add_routes(router);
    password_check.add_routes(router);
    device_management.add_routes(router);
    history.add_routes(router);
    gateway.add_routes(router);
    if (shared.settings.mode == config::Mode::development)
      shared.outbox.add_routes(router, shared.pages);
    if (!shared.pages.empty()) {
      router.set_fallback([&pages = shared.pages](http::Request& request) {
        return answer_with_page(pages, request);
      });
    }
    operations.add_routes(router);
  }

  pg::Database database;
  services::AccessTokens access_tokens;
  services::RefreshTokens refresh_tokens;
  services::Throttle throttle;
  services::Throttle factor_throttle;
  services::SentCodes codes;
  services::ApprovalRequests approval_requests;
  services::Proofs proofs;
  services::Enrolment enrolment;
  runtime::SignalBoard approval_signals;
  services::SessionStart sessions;
  std::unique_ptr<PwnedRanges> ranges;  ///< null: not configured
  services::RangeCheck breaches;
  TokenAuthenticator authenticator;
  RequestObserver observer;
  RateLimits rate_limits;
  api::Router router;
  flows::Registration registration;
  flows::SignIn sign_in;
  flows::StepUp step_up;
  flows::MfaEnrollment mfa_enrollment;
  flows::Approvals approvals;
  flows::SessionManagement session_management;
  flows::DeviceManagement device_management;
  flows::Profile profile;
  flows::PasswordChange password_change;
  flows::PasswordCheck password_check;
  flows::History history;
  flows::Gateway gateway;
  Operations operations;
};

Worker::Worker(boost::asio::io_context& context, Shared& shared)
    : parts_(std::make_unique<Parts>(context, shared)) {}
Worker::~Worker() = default;

api::Router& Worker::router() noexcept { return parts_->router; }
pg::Database& Worker::database() noexcept { return parts_->database; }

}  // namespace gatehouse::app
