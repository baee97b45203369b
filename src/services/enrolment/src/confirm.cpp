#include <gatehouse/records/authenticators/backup_codes.hpp>
#include <gatehouse/records/authenticators/passkeys.hpp>
#include <gatehouse/records/data_keys.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/services/one_time_codes/backup_codes.hpp>

#include "draft.hpp"

namespace gatehouse::services {

using records::MfaMethod;

FactorView view_of(const records::Factor& factor, const std::vector<records::Passkey>& passkeys) {
  FactorView view{.id = factor.id,
                  .method = factor.method_type,
                  .name = factor.name,
                  .strength = strength_of(proof_method(factor.method_type)),
                  .address = factor.address ? std::optional(masked_address(factor)) : std::nullopt,
                  .created_at = factor.created_at,
                  .last_used = factor.last_used,
                  .last_used_ip = factor.last_used_ip,
                  .is_synchronised = std::nullopt,
                  .is_reachable = std::nullopt};
  if (factor.method_type == MfaMethod::push) view.is_reachable = factor.secret.has_value();
  for (const auto& passkey : passkeys) {
    if (passkey.id == factor.id) view.is_synchronised = passkey.backup_state;
  }
  return view;
}

Task<Result<Enrolment::Checked>> Enrolment::check(AccountId account, MfaMethod method,
                                                  Confirmation confirmation, Timestamp now) const {
  pg::Transaction tx{parts_.database};
  const auto person = records::Accounts{tx}.find(account);
  const auto waiting = records::Factors{tx}.find_unconfirmed(account, method, confirmation.id, now);
  const auto passkeys = records::Passkeys{tx}.list(account);
  const auto wrapped = records::DataKeys{tx}.find(account);
  co_await tx.flush();
  const auto factor = waiting.value();
  if (!person.value()) co_return fail(ErrorCode::session_ended);
  if (!factor) co_return fail(ErrorCode::code_expired);
  records::Challenges challenges{tx};
  const auto tried = challenges.take_try(enrolment_key(factor->id, method), rules_.max_tries,
                                         now + rules_.lifetime, now);
  co_await tx.flush();
  const auto challenge = tried.value();
  if (!challenge) co_return fail(ErrorCode::too_many_tries);
  const bool is_passkey = method == MfaMethod::hardware_key || method == MfaMethod::biometric;
  // Asked once, answered once.
  if (is_passkey && challenge->secret)
    challenges.consume(enrolment_key(factor->id, method), *challenge->secret);
  co_await tx.commit();

  Checked checked{.account = *person.value(),
                  .factor = *factor,
                  .passkey = std::nullopt,
                  .match = {},
                  .name = confirmation.name};
  const auto code = confirmation.code.value_or(Secret{});
  if (method == MfaMethod::qr) co_return checked;
  if (method == MfaMethod::totp) {
    if (!wrapped.value()) co_return fail(ErrorCode::code_expired);
    const auto match = match_totp(keys_.unwrap(account, *wrapped.value()), *factor, code, now);
    if (!match) co_return fail(ErrorCode::code_invalid);
    checked.match = *match;
    co_return checked;
  }
  if (is_passkey) {
    if (!confirmation.credential || !challenge->secret)
      co_return fail(ErrorCode::credential_refused);
    auto made =
        parts_.passkeys.verify_creation(checked.account, factor->id, method, passkeys.value(),
                                        *challenge->secret, *confirmation.credential, now);
    if (!made) co_return fail(ErrorCode::credential_refused);
    checked.passkey = std::move(*made);
    if (!checked.name && factor->name == "Security key")
      checked.name = parts_.passkeys.name_for(*checked.passkey);
    co_return checked;
  }
  if (!parts_.codes.matches(*challenge, factor->id, code, now)) {
    co_return fail(challenge->expires_at <= now ? ErrorCode::code_expired
                                                : ErrorCode::code_invalid);
  }
  co_return checked;
}

Task<Result<EnrolledView>> Enrolment::enable(pg::Transaction& tx, Checked checked,
                                             const Origin& origin, std::optional<SessionId> session,
                                             Timestamp now) const {
  const auto account = checked.account.id;
  records::Accounts{tx}.lock(account);
  const auto enabled = records::Factors{tx}.enable(account, checked.factor.id, checked.name,
                                                   checked.match.step, checked.match.drift, now);
  // Its first use was right.
  records::Factors{tx}.forget_failures(account, checked.factor.method_type);
  std::optional<pg::Pending<std::int64_t>> stored;
  if (checked.passkey) stored = records::Passkeys{tx}.create(*checked.passkey);
  const auto backup = records::BackupCodes{tx}.count(account);
  co_await tx.flush();
  const auto factor = enabled.value();
  if (!factor || (stored && stored->value() == 0)) co_return fail(ErrorCode::conflict);

  EnrolledView view{view_of(*factor, checked.passkey ? std::vector{*checked.passkey}
                                                     : std::vector<records::Passkey>{}),
                    std::nullopt};
  if (!backup.value().created_at) view.backup_codes = renew_backup_codes(tx, account, now);
  Journal{tx}.record({.type = "factor.added",
                      .account = account,
                      .severity = records::Severity::medium,
                      .session = session,
                      .data = {{"method", name_of(factor->method_type)}, {"name", factor->name}},
                      .new_values = boost::json::value{{"id", factor->id.text()},
                                                       {"method", name_of(factor->method_type)}}},
                     origin, now);
  Notify{tx, parts_.ring}.tell_owner(
      checked.account, "factor_added",
      {{"factor", factor->name}, {"address", origin.ip_address.text()}}, now);
  co_return view;
}

std::vector<std::string> Enrolment::renew_backup_codes(pg::Transaction& tx, AccountId account,
                                                       Timestamp now) const {
  std::vector<std::string> shown;
  std::vector<pg::Bytes> macs;
  for (const auto& code : make_backup_codes()) {
    shown.push_back(code.reveal());
    macs.push_back(parts_.proofs.backup_code_mac(account, code));
  }
  records::BackupCodes{tx}.replace(account, std::move(macs), now);
  return shown;
}

}  // namespace gatehouse::services
