#include <algorithm>

#include <boost/json/serialize.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/qr_code.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>
#include <gatehouse/records/authenticators/passkeys.hpp>
#include <gatehouse/services/notify.hpp>

#include "draft.hpp"

namespace gatehouse::services {

using records::MfaMethod;

namespace {

constexpr int png_scale = 6;

Error broken(std::string pointer, std::string rule, std::string detail) {
  return {.code = ErrorCode::validation_failed,
          .violations = {{std::move(pointer), std::move(rule), std::move(detail)}}};
}

std::string default_name(const records::NewFactor& factor) {
  switch (factor.method_type) {
    case MfaMethod::totp:
      return "Authenticator app";
    case MfaMethod::sms:
    case MfaMethod::email:
      return masked_address({.method_type = factor.method_type, .address = factor.address});
    case MfaMethod::hardware_key:
      return "Security key";
    case MfaMethod::biometric:
      return "Passkey";
    case MfaMethod::push:
      return "This device";
    case MfaMethod::qr:
      return "QR code";
  }
  return {};
}

// Most services deliver name+anything to name (RFC 5233).
std::string mailbox_of(std::string_view address) {
  const auto at = address.rfind('@');
  const auto local = address.substr(0, at);
  return std::string(local.substr(0, local.find('+'))).append(address.substr(at));
}

// A key that another service made, or that moves from another app.
std::optional<OtpauthKey> imported(const Secret& text) {
  if (ascii_lower(text.reveal()).starts_with("otpauth:")) return parse_otpauth_uri(text);
  auto secret = parse_totp_secret(text);
  if (!secret) return std::nullopt;
  return OtpauthKey{.issuer = {}, .label = {}, .secret = std::move(*secret), .parameters = {}};
}

}  // namespace

Task<Result<EnrolmentView>> Enrolment::begin(AccountId account, MfaMethod method,
                                             EnrolmentWish wish, std::optional<DeviceId> device,
                                             Timestamp now) const {
  pg::Transaction tx{parts_.database};
  records::Accounts accounts{tx};
  accounts.lock(account);
  const auto person = accounts.find(account);
  const auto policy = accounts.find_for_proof(account);
  const auto factors = records::Factors{tx}.list(account);
  const auto passkeys = records::Passkeys{tx}.list(account);
  co_await tx.flush();
  if (!person.value() || !policy.value()) co_return fail(ErrorCode::session_ended);
  const auto allowed = policy.value()->allowed_methods;
  if (std::ranges::find(allowed, name_of(method)) == allowed.end())
    co_return fail(ErrorCode::method_unavailable);
  if (factors.value().size() >= rules_.max_factors) co_return fail(ErrorCode::factor_limit);

  const auto id = FactorId::make(now);
  Draft draft{.account = *person.value(),
              .passkeys = passkeys.value(),
              .factor = {.account_id = account,
                         .id = id,
                         .method_type = method,
                         .name = {},
                         .device_id = device,
                         .expires_at = now + rules_.lifetime,
                         .created_at = now},
              .push_target = std::nullopt,
              .view = {.id = id, .method = method, .expires_at = now + rules_.lifetime}};
  std::optional<Error> error;
  if (method == MfaMethod::totp) error = co_await prepare_totp(tx, draft, wish, now);
  if (method == MfaMethod::sms || method == MfaMethod::email) error = prepare_address(draft, wish);
  if (method == MfaMethod::push) error = co_await prepare_push(tx, draft, wish, now);
  if (error) co_return std::unexpected(std::move(*error));
  draft.factor.name = wish.name.value_or(default_name(draft.factor));
  records::Factors{tx}.create(draft.factor);
  error = co_await ask(tx, draft, now);
  if (error) co_return std::unexpected(std::move(*error));
  co_await tx.commit();
  co_return std::move(draft.view);
}

Task<std::optional<Error>> Enrolment::prepare_totp(pg::Transaction& tx, Draft& draft,
                                                   const EnrolmentWish& wish, Timestamp now) const {
  OtpauthKey totp{.issuer = rules_.issuer,
                  .label = {},
                  .secret = make_totp_secret(TotpAlgorithm::sha1),
                  .parameters = {}};
  if (wish.secret) {
    auto given = imported(*wish.secret);
    if (!given)
      co_return broken("/secret", "format",
                       "Give an otpauth address, or a key of at least 16 characters in base32.");
    totp.secret = std::move(given->secret);
    totp.parameters = given->parameters;
  }
  const auto& account = draft.account;
  totp.label = account.email   ? *account.email
               : account.phone ? *account.phone
                               : account.username.value_or(account.id.text());
  const auto key = co_await keys_.get_or_create(tx, account.id, now);
  draft.factor.secret = seal_totp(key, draft.factor.id, totp);
  const auto uri = format_otpauth_uri(totp);
  draft.view.secret = format_totp_secret(totp.secret).reveal();
  draft.view.uri = uri.reveal();
  draft.view.qr_svg = qr_code::svg(uri.reveal());
  draft.view.qr_png = encode_base64(qr_code::png(uri.reveal(), png_scale));
  co_return std::nullopt;
}

std::optional<Error> Enrolment::prepare_address(Draft& draft, const EnrolmentWish& wish) const {
  const auto& account = draft.account;
  if (draft.factor.method_type == MfaMethod::sms) {
    const auto given = wish.phone ? wish.phone : account.phone;
    if (!given) return broken("/phone", "required", "Give the number that codes go to.");
    const auto number = records::parse_phone(*given, rules_.default_region);
    if (!number) return broken("/phone", "format", "This number cannot be reached.");
    if (!parts_.codes.serves(number->canonical)) return Error{ErrorCode::address_unsuitable};
    draft.factor.address = number->canonical;
    return std::nullopt;
  }
  if (!wish.email) return broken("/email", "required", "Give the address that codes go to.");
  const auto address = records::parse_email(*wish.email);
  if (!address) return broken("/email", "format", "This address cannot be reached.");
  if (!records::can_get_mail(address->display))
    return broken("/email", "characters",
                  "Mail cannot be sent to an address with letters other than a to z before the @.");
  // Whoever reads the account's mailbox can have the password reset: codes to it would be no second factor.
  const auto own = account.email ? records::parse_email(*account.email) : std::nullopt;
  if (own && mailbox_of(own->canonical) == mailbox_of(address->canonical))
    return Error{.code = ErrorCode::address_unsuitable,
                 .detail = "Choose another mailbox than the one that you sign in with."};
  draft.factor.address = address->display;
  return std::nullopt;
}

Task<std::optional<Error>> Enrolment::prepare_push(pg::Transaction& tx, Draft& draft,
                                                   const EnrolmentWish& wish, Timestamp now) const {
  boost::json::object target;
  if (wish.subscription) {
    const auto parsed =
        push::parse_subscription(boost::json::serialize(*wish.subscription), rules_.push_endpoints);
    if (!parsed) co_return broken("/subscription", "format", "This is no PushSubscription.");
    target = {{"kind", "web_push"}, {"subscription", *wish.subscription}};
  } else if (wish.fcm_token) {
    target = {{"kind", "fcm"}, {"token", wish.fcm_token->reveal()}};
  } else if (wish.apns_token) {
    target = {{"kind", "apns"}, {"token", wish.apns_token->reveal()}};
  } else {
    co_return broken("/subscription", "required", "Give where this device takes messages.");
  }
  const auto key = co_await keys_.get_or_create(tx, draft.account.id, now);
  draft.factor.secret = seal_push_target(key, draft.factor.id, target);
  draft.push_target = std::move(target);
  co_return std::nullopt;
}

Task<std::optional<Error>> Enrolment::ask(pg::Transaction& tx, Draft& draft, Timestamp now) const {
  const auto method = draft.factor.method_type;
  const auto key = enrolment_key(draft.factor.id, method);
  const SentCodes::Recipient recipient{.account = draft.account.id,
                                       .factor = draft.factor.id,
                                       .method = method,
                                       .address = draft.factor.address.value_or(""),
                                       .locale = draft.account.locale,
                                       .push_target = draft.push_target};
  if (method == MfaMethod::sms || method == MfaMethod::email || method == MfaMethod::push) {
    const auto sent = co_await parts_.codes.send(tx, key, recipient, now);
    if (!sent) co_return sent.error();
    if (!draft.push_target) draft.view.sent_to = sent->sent_to;
    draft.view.resend_after = sent->resend_after;
    draft.view.expires_at = std::min(draft.view.expires_at, sent->expires_at);
  }
  if (method == MfaMethod::hardware_key || method == MfaMethod::biometric) {
    auto question = parts_.passkeys.ask_to_create(draft.account, method, draft.passkeys);
    draft.view.public_key = std::move(question.options);
    records::Challenges{tx}.ask(key,
                                {.factor = draft.factor.id,
                                 .secret = question.secret,
                                 .resend_after = now,
                                 .expires_at = draft.factor.expires_at,
                                 .max_sends = 1,
                                 .max_failures = rules_.max_tries},
                                now);
  }
  co_return std::nullopt;
}

}  // namespace gatehouse::services
