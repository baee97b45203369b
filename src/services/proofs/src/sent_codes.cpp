#include <gatehouse/services/proofs/sent_codes.hpp>

#include <algorithm>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>
#include <gatehouse/records/message_budgets.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/services/one_time_codes/sent_code.hpp>

namespace gatehouse::services {

using records::MfaMethod;

SentCodes::SentCodes(SentCodeRules rules, const TextLimits& texts, const crypto::KeyRing& ring)
    : rules_(std::move(rules)),
      texts_(texts),
      ring_(ring),
      code_key_(ring.derive("second factor codes")) {}

std::vector<pg::Pending<std::int64_t>> SentCodes::take_budgets(pg::Transaction& tx,
                                                               const Recipient& to,
                                                               Timestamp now) const {
  std::vector<pg::Pending<std::int64_t>> taken;
  records::MessageBudgets budgets{tx};
  const auto take = [&](std::string subject, std::int32_t limit) {
    if (limit > 0) taken.push_back(budgets.take(std::move(subject), limit, now));
  };
  if (to.method == MfaMethod::email) {
    take(to.account.text() + " mails", rules_.mails_per_account);
    const auto address = records::parse_email(to.address);
    if (!to.is_confirmed)
      take(encode_hex(crypto::hmac_sha256(code_key_, address ? address->canonical : to.address)),
           rules_.mails_per_address);
  }
  if (to.method != MfaMethod::sms) return taken;
  // The account's row first: whoever is over a limit of their own never holds the rows that all share.
  take(to.account.text(), rules_.sms_per_account);
  std::ranges::move(
      to.is_confirmed ? texts_.take_shared(tx, to.address, now) : texts_.take(tx, to.address, now),
      std::back_inserter(taken));
  return taken;
}

Task<Result<CodeSending>> SentCodes::send(pg::Transaction& tx, records::ChallengeKey key,
                                          Recipient to, Timestamp now) const {
  const bool by_text = to.method == MfaMethod::sms;
  if (by_text && !serves(to.address)) co_return fail(ErrorCode::address_unsuitable);
  const auto code = make_code();
  records::Challenges challenges{tx};
  const auto before = challenges.find(key);
  const auto asked = challenges.ask(key,
                                    {.factor = to.factor,
                                     .secret = {code_mac(code_key_, to.factor, code)},
                                     .resend_after = now + rules_.cooldown,
                                     .expires_at = now + rules_.lifetime,
                                     .max_sends = rules_.max_sends,
                                     .max_failures = rules_.max_tries},
                                    now);
  const auto budgets = take_budgets(tx, to, now);
  co_await tx.flush();
  const auto challenge = asked.value();
  if (!challenge) {
    const auto old = before.value();
    if (old && old->failures >= rules_.max_tries) co_return fail(ErrorCode::too_many_tries);
    if (old && old->sends >= rules_.max_sends) co_return fail(ErrorCode::message_limit);
    const auto wait = old ? old->resend_after - now : rules_.cooldown;
    co_return std::unexpected(Error{.code = ErrorCode::resend_too_soon,
                                    .retry_after = std::chrono::ceil<std::chrono::seconds>(wait)});
  }
  for (const auto& budget : budgets) {
    if (budget.value() == 0) co_return fail(ErrorCode::message_limit);
  }
  queue(tx, to, code, now);
  const auto kind = by_text ? records::IdentifierType::phone : records::IdentifierType::email;
  // A device has no address to be shown.
  auto sent_to = to.push_target ? std::string{} : records::mask({kind, to.address, to.address});
  co_return CodeSending{.sent_to = std::move(sent_to),
                        .expires_at = challenge->expires_at,
                        .resend_after = challenge->resend_after};
}

void SentCodes::queue(pg::Transaction& tx, const Recipient& to, const Secret& code,
                      Timestamp now) const {
  Message message{.name = "second_factor_code",
                  .channel = to.method == MfaMethod::sms ? records::DeliveryChannel::sms
                                                         : records::DeliveryChannel::email,
                  .recipient = to.address,
                  .locale = to.locale,
                  .values = {{"code", code.reveal()},
                             {"minutes", rules_.lifetime.count() / 60},
                             {"host", rules_.origin_host}},
                  .account = to.account,
                  .lifetime = rules_.lifetime};
  if (to.push_target) {
    message.name = "confirm_push";
    message.channel = records::DeliveryChannel::push;
    message.recipient = to.factor.text();
    message.values["target"] = *to.push_target;
    message.values["factor"] = to.factor.text();
    message.values["account"] = to.account.text();
  }
  Notify{tx, ring_}.queue(message, now);
}

bool SentCodes::matches(const records::Challenge& challenge, FactorId factor, const Secret& typed,
                        Timestamp now) const {
  const auto code = normalise_code(typed, sent_code_digits);
  if (!code || !challenge.secret || challenge.factor_id != factor) return false;
  return challenge.expires_at > now &&
         constant_time_equal(code_mac(code_key_, factor, *code), challenge.secret->value);
}

}  // namespace gatehouse::services
