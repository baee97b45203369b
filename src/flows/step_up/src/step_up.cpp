#include <gatehouse/flows/step_up.hpp>

#include <algorithm>

#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/journal.hpp>

namespace gatehouse::flows {
namespace {

constexpr std::chrono::minutes lifetime{10};

// A factor comes on top of what opened the session; a password alone proves no more than itself.
int level_of(const services::Proof& proof) {
  if (proof.method == services::ProofMethod::password) return 1;
  return proof.is_device_bound ? 3 : 2;
}

std::vector<std::string> amr_of(const std::vector<std::string>& before,
                                const services::Proof& proof) {
  auto amr = before;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(amr, name) == amr.end()) amr.push_back(name);
  };
  for (const auto& name : proof.amr) add(name);
  if (level_of(proof) >= 2) add("mfa");
  return amr;
}

}  // namespace

Task<Result<StepUpStarted>> StepUp::start(api::Context& context) {
  const auto now = context.now();
  const auto& caller = context.principal();
  const auto origin = api::origin_of(context);
  const records::SignIn row{.id = SignInId::make(now),
                            .account_id = caller.account,
                            .purpose = records::SignInPurpose::step_up,
                            .state = records::SignInState::open,
                            .session_id = caller.session,
                            .browser_hash = std::nullopt,
                            .identifier_mac = {},
                            .device_id = std::nullopt,
                            .device_claim = boost::json::object{},
                            .must_enrol = false,
                            .ip_address = origin.ip_address,
                            .user_agent = origin.user_agent,
                            .expires_at = now + lifetime,
                            .created_at = now};
  pg::Transaction tx{parts_.database};
  records::SignIns{tx}.create(row);
  co_await tx.commit();
  co_return StepUpStarted{.id = row.id,
                          .methods = co_await parts_.proofs.methods(row, now),
                          .expires_at = row.expires_at};
}

Task<Result<records::SignIn>> StepUp::find(api::Context& context, SignInId id) {
  auto tx = pg::Transaction::reading(parts_.database);
  const auto row = co_await records::SignIns{tx}.find(id).get();
  const bool is_own = row && row->purpose == records::SignInPurpose::step_up &&
                      row->state != records::SignInState::complete &&
                      row->session_id == context.principal().session &&
                      row->expires_at > context.now();
  if (!is_own) co_return fail(ErrorCode::sign_in_over);
  if (row->state == records::SignInState::denied) co_return fail(ErrorCode::approval_denied);
  co_return *row;
}

Task<Result<services::ChallengeView>> StepUp::ask(api::Context& context,
                                                  AskStepUpChallenge request) {
  const auto row = co_await find(context, request.id);
  if (!row) co_return std::unexpected(row.error());
  co_return co_await parts_.proofs.ask(*row, request.method, request.factor,
                                       api::origin_of(context), context.now());
}

Task<Error> StepUp::refuse(api::Context& context, services::Refusal refusal) {
  const bool was_tried = refusal.error.code != ErrorCode::approval_pending &&
                         refusal.error.code != ErrorCode::method_unavailable;
  if (was_tried) {
    pg::Transaction tx{parts_.database};
    services::Journal{tx}.record({.type = "step_up.failed",
                                  .account = context.principal().account,
                                  .severity = refusal.severity,
                                  .session = context.principal().session,
                                  .data = {{"reason", refusal.reason}}},
                                 api::origin_of(context), context.now());
    co_await tx.commit();
  }
  co_return std::move(refusal.error);
}

Task<Result<SteppedUp>> StepUp::verify(api::Context& context, VerifyStepUp request) {
  const auto row = co_await find(context, request.id);
  if (!row) co_return std::unexpected(row.error());
  const auto now = context.now();
  const auto& caller = context.principal();
  const auto origin = api::origin_of(context);
  auto proof = co_await parts_.proofs.prove(
      *row, {request.method, std::move(request.code), std::move(request.credential)}, {}, origin,
      now);
  if (!proof) co_return std::unexpected(co_await refuse(context, std::move(proof.error())));

  const std::string acr{api::acr_of(level_of(*proof))};
  const auto amr = amr_of(caller.amr, *proof);
  std::optional<pg::Transaction> holder{std::in_place, parts_.database};
  auto& tx = *holder;
  const auto claimed = parts_.proofs.claim(tx, *row, *proof, origin, now);
  const auto closed = records::SignIns{tx}.close(row->id, records::SignInState::complete, now);
  const auto raised = records::Sessions{tx}.raise(caller.account, caller.session, acr, amr, now);
  co_await tx.flush();
  if (closed.value() == 0) co_return fail(ErrorCode::sign_in_over);
  if (claimed.value() == 0) {
    holder.reset();
    co_return std::unexpected(co_await refuse(
        context, {Error{ErrorCode::code_invalid}, services::reason_unclaimed(*proof)}));
  }
  const auto expiry = raised.value();
  if (!expiry) co_return fail(ErrorCode::session_ended);
  co_await parts_.proofs.note_backup_code(tx, *proof, origin, now);
  services::Journal{tx}.record({.type = "session.stepped_up",
                                .account = caller.account,
                                .session = caller.session,
                                .data = {{"method", name_of(proof->method)}},
                                .new_values = boost::json::value{{"acr", acr}}},
                               origin, now);
  const auto token = parts_.access_tokens.issue({.account = caller.account,
                                                 .session = caller.session,
                                                 .acr = acr,
                                                 .amr = amr,
                                                 .auth_time = now,
                                                 .roles = caller.roles,
                                                 .security_profile = caller.security_profile},
                                                expiry->refresh_expires_at, now);
  co_await tx.commit();
  co_return SteppedUp{
      .access_token = token.reveal(),
      .expires_in = parts_.access_tokens.lifetime(expiry->refresh_expires_at, now).count(),
      .acr = acr,
      .amr = amr,
      .auth_time = now};
}

}  // namespace gatehouse::flows
