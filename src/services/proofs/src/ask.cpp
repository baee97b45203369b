// Questions: what is sent, shown or kept so that somebody can answer.
#include <gatehouse/platform/qr_code.hpp>
#include <gatehouse/records/sign_ins/challenges.hpp>

#include "loaded.hpp"

namespace gatehouse::services {

using namespace std::chrono_literals;
using records::SignInPurpose;

namespace {

constexpr auto passkey_question_lifetime = 300s;

}  // namespace

Task<Result<ChallengeView>> Proofs::ask(const records::SignIn& sign_in, ProofMethod method,
                                        std::optional<FactorId> factor, Origin origin,
                                        Timestamp now) const {
  if (is_passkey_method(method)) co_return co_await ask_passkey(sign_in, method, now);
  if (sign_in.purpose == SignInPurpose::qr && method == ProofMethod::qr)
    co_return co_await ask_device(sign_in, nullptr, method, std::move(origin), now);
  if (!sign_in.account_id) co_return fail(ErrorCode::method_unavailable);
  auto tx = pg::Transaction::reading(parts_.database);
  auto loaded = co_await load(tx, *sign_in.account_id, {}, now);
  loaded.max_failures = max_failures(sign_in);
  if (method == ProofMethod::backup_code || method == ProofMethod::password) {
    const bool is_open = method == ProofMethod::backup_code
                             ? loaded.backup_codes > 0 && !loaded.factors.empty()
                             : loaded.factors.empty() && sign_in.purpose == SignInPurpose::step_up;
    if (!is_open) co_return fail(ErrorCode::method_unavailable);
    co_return ChallengeView{.method = method};
  }
  if (loaded.of_method(method).empty()) co_return fail(ErrorCode::method_unavailable);
  switch (method) {
    case ProofMethod::totp:
      co_return ChallengeView{.method = method};
    case ProofMethod::sms:
    case ProofMethod::email:
      co_return co_await ask_code(sign_in, loaded, method, factor, now);
    default:
      co_return co_await ask_device(sign_in, &loaded, method, std::move(origin), now);
  }
}

Task<Result<ChallengeView>> Proofs::ask_passkey(const records::SignIn& sign_in, ProofMethod method,
                                                Timestamp now) const {
  pg::Transaction tx{parts_.database};
  std::vector<records::Passkey> allowed;
  if (sign_in.account_id) {
    allowed = (co_await load(tx, *sign_in.account_id, {}, now)).passkeys_of(method);
    if (allowed.empty()) co_return fail(ErrorCode::method_unavailable);
  } else if (sign_in.purpose != SignInPurpose::passkey) {
    co_return fail(ErrorCode::method_unavailable);
  }
  auto question = parts_.passkeys.ask_to_use(allowed);
  const auto expires_at = now + passkey_question_lifetime;
  // No cool-down: nothing is sent to anybody.
  constexpr std::int16_t max_questions = 50;
  const auto asked = records::Challenges{tx}.ask(challenge_key(sign_in, method),
                                                 {.factor = std::nullopt,
                                                  .secret = question.secret,
                                                  .resend_after = now,
                                                  .expires_at = expires_at,
                                                  .max_sends = max_questions,
                                                  .max_failures = rules_.max_tries},
                                                 now);
  co_await tx.commit();
  if (!asked.value()) co_return fail(ErrorCode::too_many_tries);
  co_return ChallengeView{
      .method = method, .expires_at = expires_at, .public_key = std::move(question.options)};
}

Task<Result<ChallengeView>> Proofs::ask_code(const records::SignIn& sign_in, const Loaded& loaded,
                                             ProofMethod method, std::optional<FactorId> factor,
                                             Timestamp now) const {
  const auto factors = loaded.of_method(method);
  const auto* chosen = &factors.front();
  for (const auto& one : factors) {
    if (one.id == factor) chosen = &one;
  }
  pg::Transaction tx{parts_.database};
  const auto sent = co_await parts_.codes.send(tx, challenge_key(sign_in, method),
                                               {.account = loaded.account.id,
                                                .factor = chosen->id,
                                                .method = chosen->method_type,
                                                .address = chosen->address.value_or(""),
                                                .locale = loaded.account.locale,
                                                .is_confirmed = true},
                                               now);
  if (!sent) co_return std::unexpected(sent.error());
  co_await tx.commit();
  co_return ChallengeView{.method = method,
                          .sent_to = sent->sent_to,
                          .resend_after = sent->resend_after,
                          .expires_at = sent->expires_at};
}

Task<Result<ChallengeView>> Proofs::ask_device(const records::SignIn& sign_in, const Loaded* loaded,
                                               ProofMethod method, Origin origin,
                                               Timestamp now) const {
  const ApprovalRequests::Question question{
      .sign_in = sign_in.id,
      .account = sign_in.account_id,
      .origin = std::move(origin),
      .locale = loaded != nullptr ? loaded->account.locale : "en"};
  pg::Transaction tx{parts_.database};
  if (method == ProofMethod::qr) {
    const auto asked = parts_.approvals.qr(tx, question, now);
    co_await tx.commit();
    co_return ChallengeView{.method = method,
                            .expires_at = asked.expires_at,
                            .qr_uri = asked.qr_uri,
                            .qr_svg = qr_code::svg(asked.qr_uri)};
  }
  const auto wrapped = loaded != nullptr ? loaded->wrapped_key() : std::nullopt;
  if (!wrapped) co_return fail(ErrorCode::method_unavailable);
  const auto key = keys_.unwrap(loaded->account.id, *wrapped);
  const auto factors = loaded->of_method(method);
  const auto asked = co_await parts_.approvals.push(tx, question, factors, key, now);
  if (!asked) co_return std::unexpected(asked.error());
  co_await tx.commit();
  co_return ChallengeView{
      .method = method, .expires_at = asked->expires_at, .number = asked->number};
}

}  // namespace gatehouse::services
