// The second half: a question, an answer, and the session.
#include <algorithm>

#include <gatehouse/flows/sign_in.hpp>
#include <gatehouse/platform/api/credential_cookies.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/devices.hpp>
#include <gatehouse/records/passwords.hpp>
#include <gatehouse/services/journal.hpp>

#include "attempt.hpp"

namespace gatehouse::flows {

using records::SignInPurpose;
using services::Proof;

namespace {

std::string text_of(const boost::json::value& claim, std::string_view member) {
  const auto* value = claim.is_object() ? claim.get_object().if_contains(member) : nullptr;
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

services::DeviceClaim claim_of(const records::SignIn& sign_in) {
  const auto maybe = [&](std::string_view member) {
    auto text = text_of(sign_in.device_claim, member);
    return text.empty() ? std::nullopt : std::optional(std::move(text));
  };
  return {.name = text_of(sign_in.device_claim, "name"),
          .platform = maybe("platform"),
          .fingerprint = maybe("fingerprint")};
}

std::optional<services::SessionStart::KnownDevice> known_to(const records::SignIn& sign_in,
                                                            AccountId account) {
  if (!sign_in.device_id) return std::nullopt;
  return services::SessionStart::KnownDevice{account, *sign_in.device_id, sign_in.trust_generation};
}

// NIST SP 800-63B: two factors are level 2, one of them a key that cannot leave its device level 3.
int level_of(SignInPurpose purpose, const Proof& proof) {
  if (purpose != SignInPurpose::password) return proof.level;
  return proof.is_device_bound ? 3 : 2;
}

std::vector<std::string> amr_of(SignInPurpose purpose, const Proof& proof) {
  std::vector<std::string> amr;
  if (purpose == SignInPurpose::password) amr.emplace_back("pwd");
  amr.insert(amr.end(), proof.amr.begin(), proof.amr.end());
  if (level_of(purpose, proof) >= 2) amr.emplace_back("mfa");
  return amr;
}

}  // namespace

Task<Result<services::ChallengeView>> SignIn::ask(api::Context& context, AskChallenge request) {
  const auto row = co_await find(context, request.id);
  if (!row) co_return std::unexpected(row.error());
  if (row->must_enrol) co_return fail(ErrorCode::method_unavailable);
  co_return co_await parts_.proofs.ask(*row, request.method, request.factor,
                                       api::origin_of(context), context.now());
}

Task<Result<services::SignInView>> SignIn::verify(api::Context& context, VerifySignIn request) {
  const auto row = co_await find(context, request.id);
  if (!row) co_return std::unexpected(row.error());
  if (row->must_enrol) co_return fail(ErrorCode::method_unavailable);
  const auto now = context.now();
  const auto origin = api::origin_of(context);
  const auto clue = clue_of(*row, origin);
  auto proof = co_await parts_.proofs.prove(
      *row, {request.method, std::move(request.code), std::move(request.credential)}, clue, origin,
      now);
  if (!proof) co_return std::unexpected(co_await refuse(context, *row, std::move(proof.error())));
  const Finish last{.sign_in = *row,
                    .proof = *proof,
                    .account = proof->found,
                    .level = level_of(row->purpose, *proof),
                    .amr = amr_of(row->purpose, *proof),
                    .trust_device = request.trust_device.value_or(false)};
  auto done = co_await finish_gathered(context, last);
  if (!done && done.error().error.code == ErrorCode::unavailable)
    done = co_await finish_alone(context, last, clue);
  if (!done) co_return std::unexpected(co_await refuse(context, *row, std::move(done.error())));
  co_return std::move(*done);
}

Task<SignIn::Finished> SignIn::finish_gathered(api::Context& context, const Finish& last) {
  auto tx = pg::Transaction::gathered(parts_.database, last.account.id.uuid);
  co_return co_await finish(context, tx, last);
}

Task<SignIn::Finished> SignIn::finish_alone(api::Context& context, Finish last,
                                            records::DeviceClue device) {
  pg::Transaction tx{parts_.database};
  auto account = co_await services::SessionStart::hold(tx, last.account.id, device, context.now());
  if (!account) co_return std::unexpected(services::Refusal{Error{ErrorCode::sign_in_over}, {}});
  last.account = std::move(*account);
  co_return co_await finish(context, tx, last);
}

records::DeviceClue SignIn::clue_of(const records::SignIn& sign_in, const Origin& origin) const {
  // The account is part of what finds the device.
  return parts_.sessions.clue(claim_of(sign_in), known_to(sign_in, {}), origin);
}

Task<SignIn::Finished> SignIn::finish(api::Context& context, pg::Transaction& tx,
                                      const Finish& last) {
  const auto now = context.now();
  const auto origin = api::origin_of(context);
  const auto& row = last.sign_in;
  const auto& account = last.account;
  const auto refused = [&](ErrorCode code, std::string reason) {
    return std::unexpected(
        services::Refusal{Error{code}, std::move(reason), records::Severity::medium, account.id});
  };
  if (auto against = objection(account, context.client(), now))
    co_return refused(against->first, std::move(against->second));
  // A passkey is proved at this moment. A password was proved at the beginning, and a scanned code says that whoever
  // was signed in then let it in.
  const auto since =
      row.purpose == SignInPurpose::passkey ? std::nullopt : std::optional(row.created_at);
  if (since && account.password_changed_at > since)
    co_return refused(ErrorCode::sign_in_over, "changed_meanwhile");

  auto started =
      parts_.sessions.begin(tx,
                            {.account = account.id,
                             .acr = std::string(api::acr_of(last.level)),
                             .amr = last.amr,
                             .identifier_mac = row.identifier_mac,
                             .password_since = since},
                            claim_of(row), known_to(row, account.id), account, origin, now);
  std::optional<pg::Pending<std::int64_t>> claimed;
  if (last.proof) {
    claimed = parts_.proofs.claim(tx, row, *last.proof, origin, now);
    tx.demand(*claimed);
  }
  const auto closed = records::SignIns{tx}.close(row.id, records::SignInState::complete, now);
  tx.demand(closed);
  started.trust = trust(tx, last, started.device, account.trusted_device_days, origin, now);
  if (last.proof) co_await parts_.proofs.note_backup_code(tx, *last.proof, origin, now);
  auto view = co_await parts_.sessions.finish(tx, started, origin, now);
  if (view) {
    hand_out(context, *view);
    api::take_back(context, sign_in_cookie(row.id));
    co_return std::move(*view);
  }
  // Of two requests with one proof the first one has it; the others learn no more than that it is used up.
  if (closed.value() == 0) co_return refused(ErrorCode::sign_in_over, {});
  if (claimed && claimed->value() == 0)
    co_return refused(ErrorCode::code_invalid, services::reason_unclaimed(*last.proof));
  co_return refused(ErrorCode::unavailable, {});
}

std::optional<pg::Pending<std::optional<std::int32_t>>> SignIn::trust(
    pg::Transaction& tx, const Finish& last, DeviceId device, std::int32_t days,
    const Origin& origin, Timestamp now) const {
  if (!last.trust_device || days <= 0 || last.level < 2) return std::nullopt;
  const auto trusted =
      records::Devices{tx}.trust(last.account.id, device, now + std::chrono::days{days}, now);
  services::Journal{tx}.record({.type = "device.trusted",
                                .account = last.account.id,
                                .severity = records::Severity::medium,
                                .device = device,
                                .data = {{"days", days}}},
                               origin, now);
  return trusted;
}

}  // namespace gatehouse::flows
