// Answers: what they prove, or why they do not.
#include <algorithm>

#include <gatehouse/records/approvals.hpp>
#include <gatehouse/records/authenticators/backup_codes.hpp>
#include <gatehouse/records/passwords.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/records/sign_ins/challenges.hpp>
#include <gatehouse/services/one_time_codes/backup_codes.hpp>

#include "loaded.hpp"

namespace gatehouse::services {

using records::SignInPurpose;

namespace {

using namespace std::chrono_literals;

// After the end of its question an answer is good for whoever waits with a page, and for nobody who kept it.
constexpr auto answered_lifetime = 60s;

std::unexpected<Refusal> refuse(ErrorCode code, std::string reason,
                                std::optional<AccountId> account = {},
                                records::Severity severity = records::Severity::medium) {
  return std::unexpected(Refusal{Error{code}, std::move(reason), severity, account});
}

std::unexpected<Refusal> throttled(const records::ThrottleState& state, Timestamp now,
                                   AccountId account) {
  Error error{.code = ErrorCode::rate_limited,
              .retry_after = std::chrono::ceil<std::chrono::seconds>(state.blocked_until - now)};
  return std::unexpected(
      Refusal{std::move(error), "throttled", records::Severity::medium, account});
}

}  // namespace

Task<Proofs::Proved> Proofs::prove(const records::SignIn& sign_in, Answer answer,
                                   records::DeviceClue device, Origin origin, Timestamp now) const {
  if (is_passkey_method(answer.method))
    co_return co_await prove_passkey(sign_in, std::move(answer), device, now);
  if (answer.method == ProofMethod::push || answer.method == ProofMethod::qr)
    co_return co_await prove_approval(sign_in, answer.method, device, now);
  if (!sign_in.account_id) co_return refuse(ErrorCode::method_unavailable, "wrong_method");
  if (answer.method == ProofMethod::password) {
    if (sign_in.purpose != SignInPurpose::step_up)
      co_return refuse(ErrorCode::method_unavailable, "wrong_method", sign_in.account_id);
    co_return co_await prove_password(sign_in, answer.code.value_or(Secret{}), std::move(origin),
                                      now);
  }
  co_return co_await prove_code(sign_in, std::move(answer), device, now);
}

Task<Proofs::Proved> Proofs::prove_password(const records::SignIn& sign_in, Secret password,
                                            Origin origin, Timestamp now) const {
  const auto account = *sign_in.account_id;
  auto place = parts_.hash_pool.reserve();  // a try is counted only when it can be judged
  auto key = parts_.passwords.key_for(account.text(), origin.ip_address, std::nullopt, "password");
  pg::Transaction tx{parts_.database};
  const auto state = parts_.passwords.take(tx, key, now);
  const auto hash = records::Passwords{tx}.find_hash(account);
  const auto factors = records::Factors{tx}.list(account);
  co_await tx.commit();
  if (state.value().is_refused) co_return throttled(state.value(), now, account);
  // Whoever has a second factor shows it; the password was shown already.
  if (!factors.value().empty())
    co_return refuse(ErrorCode::method_unavailable, "wrong_method", account);
  const auto stored = hash.value();
  const bool is_right = co_await parts_.hash_pool.run(std::move(place), [&] {
    return stored ? crypto::verify_password(*stored, password)
                  : crypto::verify_nobody(password, rules_.argon2);
  });
  if (!is_right) co_return refuse(ErrorCode::invalid_credentials, "wrong_password", account);
  co_return Proof{.method = ProofMethod::password,
                  .account = account,
                  .amr = amr_of(ProofMethod::password, false, false),
                  .throttle = std::move(key)};
}

Task<Proofs::Proved> Proofs::prove_code(const records::SignIn& sign_in, Answer answer,
                                        const records::DeviceClue& device, Timestamp now) const {
  const auto account = *sign_in.account_id;
  const auto key = challenge_key(sign_in, answer.method);
  auto throttle = parts_.factors.key_for_account(account, std::string(name_of(answer.method)));
  auto tx = pg::Transaction::gathered(parts_.database, account.uuid);
  records::Challenges challenges{tx};
  const auto tried = challenges.take_try(key, rules_.max_tries, sign_in.expires_at, now);
  const auto state = parts_.factors.take(tx, throttle, now);
  const auto found = records::Accounts{tx}.find_for_session(account, device, now);
  const auto factors = records::Factors{tx}.list(account);
  co_await tx.commit();
  if (state.value().is_refused) co_return throttled(state.value(), now, account);
  const auto challenge = tried.value();
  if (!challenge)
    co_return refuse(ErrorCode::too_many_tries, "too_many_tries", account, records::Severity::high);
  if (!found.value()) co_return refuse(ErrorCode::sign_in_over, "account_gone", account);
  Loaded loaded{.account = *found.value(),
                .factors = factors.value(),
                .passkeys = {},
                .backup_codes = 0,
                .max_failures = max_failures(sign_in)};
  auto proof = judge_code(account, loaded, *challenge, answer, now);
  if (proof) {
    proof->throttle = std::move(throttle);
    proof->found = std::move(loaded.account);
  } else if (proof.error().error.code == ErrorCode::code_invalid) {
    co_return std::unexpected(
        co_await count_failure(account, answer.method, std::move(proof.error())));
  }
  co_return proof;
}

Task<Refusal> Proofs::count_failure(AccountId account, ProofMethod method, Refusal refusal) const {
  const auto counted = factor_method(method);
  if (!counted) co_return refusal;
  pg::Transaction tx{parts_.database};
  const auto failures = records::Factors{tx}.count_failure(account, *counted, rules_.max_failures);
  co_await tx.commit();
  if (failures.value() == rules_.max_failures) {
    refusal.error = Error{ErrorCode::too_many_tries};
    refusal.reason = "too_many_tries";
    refusal.severity = records::Severity::high;
  }
  co_return refusal;
}

Proofs::Proved Proofs::judge_code(AccountId account, const Loaded& loaded,
                                  const records::Challenge& challenge, const Answer& answer,
                                  Timestamp now) const {
  const auto code = answer.code.value_or(Secret{});
  Proof proof{
      .method = answer.method, .account = account, .amr = amr_of(answer.method, false, false)};
  if (answer.method == ProofMethod::backup_code) {
    const auto normal = normalise_backup_code(code);
    if (loaded.factors.empty())
      return refuse(ErrorCode::method_unavailable, "wrong_method", account);
    if (!normal) return refuse(ErrorCode::code_invalid, "wrong_code", account);
    proof.use = Proof::Backup{backup_code_mac(account, *normal)};
    return proof;
  }
  const auto factors = loaded.of_method(answer.method);
  if (factors.empty()) return refuse(ErrorCode::method_unavailable, "wrong_method", account);
  proof.ends_failures = std::ranges::any_of(
      factors, [](const records::Factor& factor) { return factor.failures > 0; });
  if (answer.method == ProofMethod::totp) {
    const auto wrapped = loaded.wrapped_key();
    if (!wrapped) return refuse(ErrorCode::code_invalid, "wrong_code", account);
    const auto key = keys_.unwrap(account, *wrapped);
    for (const auto& factor : factors) {
      const auto match = match_totp(key, factor, code, now);
      if (!match) continue;
      proof.factor = factor.id;
      proof.use = *match;
      return proof;
    }
    return refuse(ErrorCode::code_invalid, "wrong_code", account);
  }
  if (challenge.secret && challenge.expires_at <= now)
    return refuse(ErrorCode::code_expired, "code_expired", account);
  for (const auto& factor : factors) {
    if (!parts_.codes.matches(challenge, factor.id, code, now)) continue;
    proof.factor = factor.id;
    proof.use = Proof::Code{*challenge.secret};
    return proof;
  }
  return refuse(ErrorCode::code_invalid, "wrong_code", account);
}

Task<Proofs::Proved> Proofs::prove_passkey(const records::SignIn& sign_in, Answer answer,
                                           const records::DeviceClue& device, Timestamp now) const {
  const auto id =
      answer.credential ? PasskeyCeremonies::credential_of(*answer.credential) : std::nullopt;
  if (!id)
    co_return refuse(ErrorCode::credential_refused, "response_malformed", sign_in.account_id);
  const auto key = challenge_key(sign_in, answer.method);
  pg::Transaction tx{parts_.database};
  records::Challenges challenges{tx};
  const auto tried = challenges.take_try(key, rules_.max_tries, sign_in.expires_at, now);
  const auto found = records::Passkeys{tx}.find(*id);
  co_await tx.flush();
  const auto challenge = tried.value();
  if (!challenge) co_return refuse(ErrorCode::too_many_tries, "too_many_tries", sign_in.account_id);
  // Asked once, answered once: whatever the answer is worth, its question is over.
  const bool is_open = challenge->secret && challenge->expires_at > now;
  if (is_open) challenges.consume(key, *challenge->secret);
  const auto passkey = found.value();
  const auto owner = sign_in.account_id ? sign_in.account_id
                     : passkey          ? std::optional(passkey->account_id)
                                        : std::nullopt;
  std::optional<Loaded> loaded;
  std::vector<records::Passkey> allowed;
  if (owner) loaded = co_await load(tx, *owner, device, now);
  if (sign_in.account_id) {
    allowed = loaded->passkeys_of(answer.method);
    if (allowed.empty())
      co_return refuse(ErrorCode::method_unavailable, "wrong_method", sign_in.account_id);
  }
  co_await tx.commit();
  if (!is_open) co_return refuse(ErrorCode::code_expired, "challenge_over", sign_in.account_id);
  if (!passkey || passkey->account_id != owner)
    co_return refuse(ErrorCode::credential_refused, "unknown_credential", sign_in.account_id);
  auto used = parts_.passkeys.verify_use(allowed, *passkey, *challenge->secret, *answer.credential);
  if (!used) {
    const bool is_cloned = used.error() == webauthn::Failure::counter_rolled_back;
    co_return refuse(ErrorCode::credential_refused, std::string(failure_name(used.error())), owner,
                     is_cloned ? records::Severity::high : records::Severity::medium);
  }
  if (!loaded->allows(proof_method(passkey->method_type)))
    co_return refuse(ErrorCode::credential_refused, "method_forbidden", owner);
  // Whoever holds a key without a PIN can give it one: until it was shown beside the password, that says nothing.
  const bool is_verified = used->is_user_verified && passkey->uv_initialized;
  if (!sign_in.account_id && !is_verified)
    co_return refuse(ErrorCode::credential_refused, "verification_not_initialized", owner);
  if (sign_in.purpose == SignInPurpose::password) used->uv_initialized |= used->is_user_verified;
  const int alone = is_verified ? (used->is_device_bound ? 3 : 2) : 1;
  co_return Proof{.method = proof_method(passkey->method_type),
                  .account = *owner,
                  .found = std::move(loaded->account),
                  .factor = passkey->id,
                  .amr = amr_of(ProofMethod::passkey, used->is_device_bound, is_verified),
                  .level = alone,
                  .is_device_bound = used->is_device_bound,
                  .use = *used};
}

Task<Proofs::Proved> Proofs::prove_approval(const records::SignIn& sign_in, ProofMethod method,
                                            const records::DeviceClue& clue, Timestamp now) const {
  auto reads = pg::Transaction::reading(parts_.database);
  const auto approval = co_await records::Approvals{reads}.find_of_sign_in(sign_in.id).get();
  const auto kind =
      method == ProofMethod::push ? records::ApprovalKind::push : records::ApprovalKind::qr;
  if (!approval || approval->kind != kind || !approval->account_id ||
      (sign_in.account_id && sign_in.account_id != approval->account_id)) {
    co_return refuse(ErrorCode::approval_pending, "not_asked", sign_in.account_id);
  }
  const auto account = *approval->account_id;
  if (approval->state == records::ApprovalState::denied)
    co_return refuse(ErrorCode::approval_denied, "denied_on_device", account,
                     records::Severity::high);
  if (approval->state != records::ApprovalState::approved)
    co_return refuse(ErrorCode::approval_pending, "not_answered", account);
  if (approval->expires_at + answered_lifetime <= now)
    co_return refuse(ErrorCode::code_expired, "approval_over", account);
  // Since the question the profile may have changed, a factor come or gone, and the session that vouches have ended.
  const auto device =
      co_await records::Sessions{reads}.find_device(account, *approval->session_id).get();
  if (!device) co_return refuse(ErrorCode::approval_denied, "session_ended", account);
  auto loaded = co_await load(reads, account, clue, now);
  const auto factors = loaded.of_method(method);
  // The device vouches with what its own session was worth. A code that signs in by itself needs no factor.
  const int level = approval->acr.value_or("") == "aal1" ? 1 : 2;
  const bool has_factor = !loaded.factors.empty() || loaded.account.mfa_required;
  const bool is_open =
      sign_in.account_id ? !factors.empty() : loaded.allows(method) && (level >= 2 || !has_factor);
  if (!is_open) co_return refuse(ErrorCode::method_unavailable, "wrong_method", account);
  const auto used = std::ranges::find(factors, device, &records::Factor::device_id);
  co_return Proof{.method = method,
                  .account = account,
                  .found = std::move(loaded.account),
                  .factor = used != factors.end() ? std::optional(used->id)
                            : factors.empty()     ? std::nullopt
                                                  : std::optional(factors.back().id),
                  .amr = amr_of(method, false, false),
                  .level = level};
}

}  // namespace gatehouse::services
