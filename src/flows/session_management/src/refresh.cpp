#include <gatehouse/flows/session_management.hpp>
#include <gatehouse/platform/api/credential_cookies.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>

namespace gatehouse::flows {

using records::RotationOutcome;

namespace {

// The token of the body, or of the cookie of a page.
Result<Secret> presented(const api::Context& context, const RefreshRequest& request) {
  if (request.refresh_token) return *request.refresh_token;
  if (const auto cookie = api::handed_in(context, api::refresh_cookie)) return Secret{*cookie};
  if (context.from_own_page()) return fail(ErrorCode::invalid_refresh_token);
  if (context.cookie(api::refresh_cookie)) return fail(ErrorCode::csrf_refused);
  return std::unexpected(
      Error{.code = ErrorCode::validation_failed,
            .violations = {{"/refresh_token", "required", "Only pages have it in a cookie."}}});
}

}  // namespace

Task<Result<services::TokensView>> SessionManagement::refresh(api::Context& context,
                                                              RefreshRequest request) {
  const auto secret = presented(context, request);
  if (!secret) co_return std::unexpected(secret.error());
  const auto token = parts_.refresh_tokens.parse(secret->reveal());
  if (!token) {
    api::take_back(context, api::refresh_cookie);
    co_return fail(ErrorCode::invalid_refresh_token);
  }
  auto tokens = co_await renew(context, *token);
  if (tokens) {
    api::hand_out(context, api::refresh_cookie, tokens->refresh_token,
                  std::chrono::seconds{tokens->refresh_expires_in});
  } else {
    api::take_back(context, api::refresh_cookie);
  }
  co_return tokens;
}

Task<Result<services::TokensView>> SessionManagement::renew(api::Context& context,
                                                            services::RefreshToken token) {
  const auto now = context.now();
  auto rotation = co_await rotate(token, now);
  // Another request rotated between the snapshot and the update of this one: the next look tells which way.
  constexpr int max_races = 3;
  for (int i = 0; i < max_races && rotation && rotation->outcome == RotationOutcome::raced; ++i) {
    rotation = co_await rotate(token, now);
  }
  if (rotation && rotation->outcome == RotationOutcome::replayed)
    co_await end_replayed(context, token);
  const bool succeeded = rotation && (rotation->outcome == RotationOutcome::rotated ||
                                      rotation->outcome == RotationOutcome::repeated);
  if (!succeeded) co_return fail(ErrorCode::invalid_refresh_token);
  token.generation = rotation->generation;
  co_return parts_.sessions.tokens({.account = token.account,
                                    .session = token.session,
                                    .acr = rotation->acr,
                                    .amr = rotation->amr,
                                    .auth_time = rotation->auth_time,
                                    .roles = rotation->roles,
                                    .security_profile = rotation->security_profile_id},
                                   token, rotation->refresh_expires_at, now);
}

Task<std::optional<records::Rotation>> SessionManagement::rotate(
    const services::RefreshToken& token, Timestamp now) {
  auto tx = pg::Transaction::gathered(parts_.database, token.account.uuid);
  const auto rotation = records::Sessions{tx}.rotate(
      token.account, token.session, {token.nonce_hash()}, token.generation, grace_, now);
  co_await tx.commit();
  co_return rotation.value();
}

Task<> SessionManagement::end_replayed(api::Context& context, const services::RefreshToken& token) {
  const auto now = context.now();
  pg::Transaction tx{parts_.database};
  records::Accounts accounts{tx};
  accounts.lock(token.account);
  const auto ended =
      records::Sessions{tx}.end(token.account, token.session, "refresh_token_replayed", now);
  const auto account = accounts.find(token.account);
  co_await tx.flush();
  if (ended.value().empty() || !account.value()) co_return;
  const auto origin = api::origin_of(context);
  services::Journal journal{tx};
  journal.record({.type = "refresh_token.replayed",
                  .account = token.account,
                  .severity = records::Severity::critical,
                  .session = token.session,
                  .actor = "anonymous"},
                 origin, now);
  journal.record_ended(token.account, ended.value(), "refresh_token_replayed", "system", origin,
                       now);
  const auto person = account.value();
  const bool by_mail = person->email_verified;
  if (const auto& address = by_mail ? person->email : person->phone) {
    services::Notify{tx, parts_.ring}.queue(
        {.name = "session_ended_for_safety",
         .channel = by_mail ? records::DeliveryChannel::email : records::DeliveryChannel::sms,
         .recipient = *address,
         .locale = person->locale,
         .values = {{"time", format_rfc3339(now)},
                    {"time_zone", person->time_zone},
                    {"address", context.client().text()}},
         .account = person->id},
        now);
  }
  co_await tx.commit();
}

}  // namespace gatehouse::flows
