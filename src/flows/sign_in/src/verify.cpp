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
  auto proof = co_await parts_.proofs.prove(
      *row, {request.method, std::move(request.code), std::move(request.credential)},
      api::origin_of(context), now);
  if (!proof) co_return std::unexpected(co_await refuse(context, *row, std::move(proof.error())));
  const Finish last{.sign_in = *row,
              .proof = *proof,
              .account = proof->account,
              .level = level_of(row->purpose, *proof),
              .amr = amr_of(row->purpose, *proof),
              .trust_device = request.trust_device.value_or(false)};
  for (int races = 0;; ++races) {
    auto tx = pg::Transaction::gathered(parts_.database, last.account.uuid);
    auto done = co_await finish(context, tx, last);
    if (done) co_return std::move(*done);
    if (done.error().error.code != ErrorCode::unavailable || races == max_races)
      co_return std::unexpected(co_await refuse(context, *row, std::move(done.error())));
  }
}

Task<SignIn::Finished> SignIn::finish(api::Context& context, pg::Transaction& tx,
                                      const Finish& last) {
  const auto now = context.now();
  const auto origin = api::origin_of(context);
  const auto& row = last.sign_in;
  const auto refused = [&](ErrorCode code, std::string reason) {
    return std::unexpected(
        services::Refusal{Error{code}, std::move(reason), records::Severity::medium, last.account});
  };
  std::optional<KnownDevice> known;
  if (row.device_id) known = {last.account, *row.device_id, row.trust_generation};
  auto reads = pg::Transaction::reading(parts_.database);
  auto started = parts_.sessions.begin(reads,
                                       {.account = last.account,
                                        .acr = std::string(api::acr_of(last.level)),
                                        .amr = last.amr,
                                        .identifier_mac = row.identifier_mac},
                                       claim_of(row), known, origin, now);
  const auto policy = records::Accounts{reads}.find_for_proof(last.account);
  co_await reads.flush();
  if (!policy.value()) co_return refused(ErrorCode::sign_in_over, "changed_meanwhile");
  if (auto against = objection(*policy.value(), context.client(), now))
    co_return refused(against->first, std::move(against->second));

  parts_.sessions.enter(tx, started, origin, now);
  // A passkey is proved at this moment. A password was proved at the beginning, and a scanned code says that whoever
  // was signed in then let it in.
  const bool is_proved_now = row.purpose == SignInPurpose::passkey;
  const auto confirmed =
      records::Passwords{tx}.confirm(last.account, is_proved_now ? now : row.created_at);
  tx.demand(confirmed);
  std::optional<pg::Pending<std::int64_t>> claimed;
  if (last.proof) {
    claimed = parts_.proofs.claim(tx, row, *last.proof, origin, now);
    tx.demand(*claimed);
  }
  const auto closed = records::SignIns{tx}.close(row.id, records::SignInState::complete, now);
  tx.demand(closed);
  started.trust =
      trust(tx, last, started.device, policy.value()->trusted_device_days, origin, now);
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
  if (confirmed.value() == 0 || started.held->value() == 0)
    co_return refused(ErrorCode::sign_in_over, "changed_meanwhile");
  co_return refused(ErrorCode::unavailable, {});
}

std::optional<pg::Pending<std::optional<std::int32_t>>> SignIn::trust(
    pg::Transaction& tx, const Finish& last, DeviceId device, std::int32_t days,
    const Origin& origin, Timestamp now) const {
  if (!last.trust_device || days <= 0 || last.level < 2) return std::nullopt;
  const auto trusted =
      records::Devices{tx}.trust(last.account, device, now + std::chrono::days{days}, now);
  services::Journal{tx}.record({.type = "device.trusted",
                                .account = last.account,
                                .severity = records::Severity::medium,
                                .device = device,
                                .data = {{"days", days}}},
                               origin, now);
  return trusted;
}

}  // namespace gatehouse::flows
