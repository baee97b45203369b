#include <gatehouse/flows/session_management.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>

namespace gatehouse::flows {

using records::RotationOutcome;

Task<Result<services::TokensView>> SessionManagement::refresh(api::Context& context,
                                                              RefreshRequest request) {
  const auto now = context.now();
  auto token = parts_.refresh_tokens.parse(request.refresh_token.reveal());
  if (!token) co_return fail(ErrorCode::invalid_refresh_token);
  auto rotation = co_await rotate(*token, now);
  // Another request rotated between the snapshot and the update of this one: the next look tells which way.
  constexpr int max_races = 3;
  for (int i = 0; i < max_races && rotation && rotation->outcome == RotationOutcome::raced; ++i) {
    rotation = co_await rotate(*token, now);
  }
  if (rotation && rotation->outcome == RotationOutcome::replayed)
    co_await end_replayed(context, *token);
  const bool succeeded = rotation && (rotation->outcome == RotationOutcome::rotated ||
                                      rotation->outcome == RotationOutcome::repeated);
  if (!succeeded) co_return fail(ErrorCode::invalid_refresh_token);
  token->generation = rotation->generation;
  co_return parts_.sessions.tokens({.account = token->account,
                                    .session = token->session,
                                    .acr = rotation->acr,
                                    .amr = rotation->amr,
                                    .auth_time = rotation->auth_time,
                                    .roles = rotation->roles},
                                   *token, rotation->refresh_expires_at, now);
}

Task<std::optional<records::Rotation>> SessionManagement::rotate(
    const services::RefreshToken& token, Timestamp now) {
  pg::Transaction tx{parts_.database};
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
  services::Journal{tx}.record({.type = "refresh_token.replayed",
                                .account = token.account,
                                .severity = records::Severity::critical,
                                .session = token.session,
                                .actor = "anonymous"},
                               api::origin_of(context), now);
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
