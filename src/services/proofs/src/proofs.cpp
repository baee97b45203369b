#include <gatehouse/services/proofs.hpp>

#include <algorithm>

#include <gatehouse/records/authenticators/backup_codes.hpp>
#include <gatehouse/records/authenticators/passkeys.hpp>
#include <gatehouse/records/sign_ins/challenges.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/services/one_time_codes/backup_codes.hpp>
#include <gatehouse/services/one_time_codes/sent_code.hpp>

#include "loaded.hpp"

namespace gatehouse::services {

using records::SignInPurpose;

namespace {

constexpr std::int64_t few_backup_codes = 3;

}  // namespace

bool is_passkey_method(ProofMethod method) noexcept {
  return method == ProofMethod::passkey || method == ProofMethod::hardware_key ||
         method == ProofMethod::biometric;
}

records::ChallengeKey challenge_key(const records::SignIn& sign_in, ProofMethod method) {
  const auto name = is_passkey_method(method) ? name_of(ProofMethod::passkey) : name_of(method);
  return {sign_in.id.uuid, std::string(name)};
}

bool Proofs::Loaded::allows(ProofMethod method) const {
  return std::ranges::find(account.allowed_methods, name_of(method)) !=
         account.allowed_methods.end();
}

std::vector<records::Factor> Proofs::Loaded::of_method(ProofMethod method) const {
  std::vector<records::Factor> found;
  if (!allows(method)) return found;
  for (const auto& factor : factors) {
    if (max_failures && factor.failures >= *max_failures) continue;
    if (proof_method(factor.method_type) == method) found.push_back(factor);
  }
  return found;
}

std::optional<pg::Bytes> Proofs::Loaded::wrapped_key() const {
  return factors.empty() ? std::nullopt : factors.front().wrapped_key;
}

std::vector<records::Passkey> Proofs::Loaded::passkeys_of(ProofMethod method) const {
  std::vector<records::Passkey> found;
  for (const auto& passkey : passkeys) {
    const auto own = proof_method(passkey.method_type);
    if (allows(own) && (method == ProofMethod::passkey || own == method)) found.push_back(passkey);
  }
  return found;
}

Proofs::Proofs(ProofRules rules, Parts parts)
    : rules_(rules),
      parts_(parts),
      keys_(parts.ring),
      backup_key_(parts.ring.derive("backup codes")) {}

std::string reason_unclaimed(const Proof& proof) {
  return proof.method == ProofMethod::backup_code ? "wrong_code" : "used_up";
}

pg::Bytes Proofs::backup_code_mac(AccountId account, const Secret& code) const {
  return {code_mac(backup_key_, account, code)};
}

Task<Proofs::Loaded> Proofs::load(pg::Transaction& tx, AccountId account,
                                  const records::DeviceClue& device, Timestamp now) const {
  const auto person = records::Accounts{tx}.find_for_session(account, device, now);
  const auto factors = records::Factors{tx}.list(account);
  const auto passkeys = records::Passkeys{tx}.list(account);
  const auto backup = records::BackupCodes{tx}.count(account);
  co_await tx.flush();
  if (!person.value()) throw Unavailable("the account of a sign-in is gone");
  co_return Loaded{*person.value(), factors.value(), passkeys.value(), backup.value().remaining};
}

Task<std::vector<MethodView>> Proofs::methods(const records::SignIn& sign_in, Timestamp now) const {
  if (!sign_in.account_id) {
    std::vector<MethodView> only;
    only.push_back({sign_in.purpose == SignInPurpose::qr ? ProofMethod::qr : ProofMethod::passkey,
                    std::nullopt, false});
    co_return only;
  }
  auto tx = pg::Transaction::reading(parts_.database);
  auto loaded = co_await load(tx, *sign_in.account_id, {}, now);
  loaded.max_failures = max_failures(sign_in);
  auto views = methods_of(loaded.factors, loaded.account.allowed_methods, loaded.backup_codes > 0);
  std::erase_if(views, [&](const MethodView& view) {
    return factor_method(view.method) && loaded.of_method(view.method).empty();
  });
  const auto app = std::ranges::find(views, ProofMethod::totp, &MethodView::method);
  const auto key = loaded.wrapped_key();
  if (app != views.end() && key)
    app->digits =
        most_digits(keys_.unwrap(*sign_in.account_id, *key), loaded.of_method(ProofMethod::totp));
  if (loaded.factors.empty() && sign_in.purpose == SignInPurpose::step_up)
    views.push_back({ProofMethod::password, std::nullopt, false});
  co_return views;
}

std::optional<std::int32_t> Proofs::max_failures(const records::SignIn& sign_in) const {
  if (sign_in.purpose == SignInPurpose::step_up) return std::nullopt;
  return rules_.max_failures;
}

pg::Pending<std::int64_t> Proofs::claim(pg::Transaction& tx, const records::SignIn& sign_in,
                                        const Proof& proof, const Origin& origin,
                                        Timestamp now) const {
  if (proof.ends_failures)
    records::Factors{tx}.forget_failures(proof.account, factor_method(proof.method));
  auto claimed = use_up(tx, sign_in, proof, origin, now);
  // After the challenge, as prove_code counts a try at both: in another order two answers would wait for each other.
  if (proof.throttle) records::Throttles{tx}.clear(*proof.throttle);
  return claimed;
}

Task<> Proofs::note_backup_code(pg::Transaction& tx, const Proof& proof, const Origin& origin,
                                Timestamp now) const {
  if (proof.method != ProofMethod::backup_code) co_return;
  const auto owner = records::Accounts{tx}.find(proof.account);
  const auto count = records::BackupCodes{tx}.count(proof.account);
  co_await tx.flush();
  const auto left = count.value().remaining;
  Journal{tx}.record({.type = "backup_code.used",
                      .account = proof.account,
                      .severity = records::Severity::medium,
                      .data = {{"remaining", left}}},
                     origin, now);
  if (left <= few_backup_codes && owner.value())
    Notify{tx, parts_.ring}.tell_owner(*owner.value(), "backup_codes_low", {{"remaining", left}},
                                       now);
}

pg::Pending<std::int64_t> Proofs::use_up(pg::Transaction& tx, const records::SignIn& sign_in,
                                         const Proof& proof, const Origin& origin,
                                         Timestamp now) const {
  records::Factors factors{tx};
  const auto mark = [&] {
    if (proof.factor) factors.mark_used(proof.account, *proof.factor, origin.ip_address, now);
  };
  if (const auto* match = std::get_if<TotpMatch>(&proof.use))
    return factors.use_step(proof.account, *proof.factor, match->step, match->drift,
                            origin.ip_address, now);
  mark();
  if (const auto* code = std::get_if<Proof::Code>(&proof.use))
    return records::Challenges{tx}.consume(challenge_key(sign_in, proof.method), code->secret);
  if (const auto* backup = std::get_if<Proof::Backup>(&proof.use))
    return records::BackupCodes{tx}.use(proof.account, backup->mac, now);
  if (const auto* assertion = std::get_if<PasskeyAssertion>(&proof.use))
    return records::Passkeys{tx}.use(proof.account, *proof.factor, assertion->old_count,
                                     assertion->new_count, assertion->backup_state,
                                     assertion->uv_initialized);
  // Used up with the sign-in itself.
  return records::SignIns{tx}.touch(sign_in.id, now);
}

}  // namespace gatehouse::services
