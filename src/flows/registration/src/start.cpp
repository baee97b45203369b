#include <algorithm>

#include <boost/json/object.hpp>

#include <gatehouse/base/random.hpp>
#include <gatehouse/flows/registration.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/services/one_time_codes/sent_code.hpp>
#include <gatehouse/services/password_policy/new_accounts.hpp>

namespace gatehouse::flows {
namespace {

constexpr std::chrono::hours row_lifetime{24};
constexpr std::size_t mac_bytes = 32;

// In the place of the MAC of a code that nobody is sent: as long as one, and that of no code. A code in nobody's hands
// could only be guessed, in as many registrations as somebody likes to begin.
pg::Bytes no_code() { return {random_string(mac_bytes)}; }

boost::json::object to_json(const Consents& consents) {
  boost::json::object out;
  const auto add = [&](std::string_view name, const std::optional<bool>& given) {
    if (given) out[name] = *given;
  };
  add("marketing", consents.marketing);
  add("analytics", consents.analytics);
  add("personalization", consents.personalization);
  add("third_party", consents.third_party);
  return out;
}

}  // namespace

Registration::Registration(RegistrationOptions options, Parts parts)
    : options_(std::move(options)),
      parts_(parts),
      code_key_(parts.ring.derive("registration codes")) {}

pg::Bytes Registration::code_mac(RegistrationId id, const Secret& code) const {
  return {services::code_mac(code_key_, id, code)};
}

pg::Bytes Registration::mac_to_keep(RegistrationId id, const Secret& code,
                                    bool is_kept_back) const {
  // Both are made: the time tells nothing.
  auto right = code_mac(id, code);
  auto none = no_code();
  return is_kept_back ? none : right;
}

Task<bool> Registration::takes_budget(pg::Transaction& tx, const records::ParsedIdentifier& to,
                                      Timestamp now) const {
  if (to.kind != records::IdentifierType::phone) co_return true;
  const auto budgets = parts_.texts.take_shared(tx, to.canonical, now);
  co_await tx.flush();
  co_return std::ranges::all_of(budgets, [](const auto& one) { return one.value() != 0; });
}

CodeSent Registration::sent(const records::Registration& row) const {
  const bool is_email = row.identifier_kind == "email";
  return {.id = row.id,
          .channel = is_email ? "email" : "sms",
          .sent_to = records::mask(
              {is_email ? records::IdentifierType::email : records::IdentifierType::phone,
               row.identifier_canonical, row.identifier_display}),
          .expires_at = row.code_expires_at,
          .resend_after = row.resend_after};
}

Result<records::ParsedIdentifier> Registration::address_of(const StartRegistration& request) const {
  const auto broken = [&](std::string rule, std::string detail) {
    const std::string pointer = request.email ? "/email" : "/phone";
    return std::unexpected(Error{.code = ErrorCode::validation_failed,
                                 .violations = {{pointer, std::move(rule), std::move(detail)}}});
  };
  auto address = request.email ? records::parse_email(*request.email)
                               : records::parse_phone(*request.phone, options_.default_region);
  if (!address) return broken("format", "This address cannot be reached.");
  if (request.email && !records::can_get_mail(address->display))
    return broken("characters",
                  "Mail cannot be sent to an address with letters other than a to z before the @.");
  if (request.phone && !parts_.texts.serves(address->canonical))
    return broken("region", "Codes cannot be sent to this number.");
  return *std::move(address);
}

Task<Result<CodeSent>> Registration::start(api::Context& context, StartRegistration request) {
  const auto identifier = address_of(request);
  if (!identifier) co_return std::unexpected(identifier.error());
  const bool has_factor = co_await services::new_accounts_have_factor(parts_.database);
  // Checked and hashed for every address alike: the time tells nothing.
  const auto hash = co_await parts_.hash_pool.run([&]() -> Result<std::string> {
    const auto good = parts_.passwords.check(
        request.password, {request.display_name.value_or(""), identifier->canonical}, has_factor);
    if (!good) return std::unexpected(good.error());
    return crypto::hash_password(request.password, options_.argon2);
  });
  if (!hash) co_return std::unexpected(hash.error());
  if (const auto unknown = co_await parts_.breaches.check(request.password); !unknown)
    co_return std::unexpected(unknown.error());

  const auto now = context.now();
  const auto code = services::make_code();
  const auto id = RegistrationId::make(now);
  records::Registration row{
      .id = id,
      .identifier_kind = identifier->kind == records::IdentifierType::email ? "email" : "phone",
      .identifier_canonical = identifier->canonical,
      .identifier_display = identifier->display,
      .password_hash = *hash,
      .display_name = request.display_name,
      .account_type =
          request.account_type == records::AccountType::business ? "business" : "individual",
      .locale = request.locale.value_or(context.locale()),
      .time_zone = request.time_zone.value_or("UTC"),
      .consents = to_json(request.consents.value_or(Consents{})),
      .code_mac = {},
      .code_expires_at = now + options_.code_lifetime,
      .sends = 1,
      .resend_after = now + options_.resend_cooldown,
      .expires_at = now + row_lifetime,
      .created_at = now};
  pg::Transaction tx{parts_.database};
  const auto owner =
      records::Accounts{tx}.find_by_identifier(identifier->kind, identifier->canonical);
  const auto quota = parts_.throttle.take_message(tx, identifier->canonical, now);
  co_await tx.flush();
  const auto state = quota.value();
  row.code_mac = mac_to_keep(id, code, owner.value().has_value() || state.is_refused);
  records::Registrations{tx}.create(row);
  if (!state.is_refused) {
    if (!co_await takes_budget(tx, *identifier, now)) co_return fail(ErrorCode::message_limit);
    tell(tx, row, owner.value(), code, now);
  }
  co_await tx.commit();
  auto answer = sent(row);
  if (state.is_refused) answer.resend_after = std::max(row.resend_after, state.blocked_until);
  co_return answer;
}

void Registration::tell(pg::Transaction& tx, const records::Registration& row,
                        const std::optional<records::Account>& owner, const Secret& code,
                        Timestamp now) const {
  boost::json::object values{{"minutes", options_.code_lifetime.count() / 60},
                             {"host", options_.origin_host}};
  if (!owner) values["code"] = code.reveal();
  services::Notify{tx, parts_.ring}.queue(
      {.name = owner ? "already_registered" : "registration_code",
       .channel = row.identifier_kind == "email" ? records::DeliveryChannel::email
                                                 : records::DeliveryChannel::sms,
       .recipient = row.identifier_display,
       .locale = owner ? owner->locale : row.locale,
       .values = std::move(values),
       .lifetime = options_.code_lifetime},
      now);
}

Task<Result<CodeSent>> Registration::resend(api::Context& context, ResendCode request) {
  const auto now = context.now();
  const auto code = services::make_code();
  pg::Transaction tx{parts_.database};
  records::Registrations registrations{tx};
  const auto found = registrations.find(request.id);
  const auto renewed = registrations.renew(request.id, now + options_.code_lifetime,
                                           now + options_.resend_cooldown, options_.max_sends, now);
  co_await tx.flush();
  auto row = found.value();
  if (!row || row->completed_at || row->expires_at <= now) co_return fail(ErrorCode::not_found);
  if (renewed.value() == 0) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(row->resend_after - now);
    const bool too_often = wait.count() <= 0;
    co_return std::unexpected(
        Error{.code = ErrorCode::resend_too_soon,
              .detail = too_often ? "No more codes for this registration. Start again." : "",
              .retry_after = too_often ? std::nullopt : std::optional(wait)});
  }
  const auto kind = row->identifier_kind == "email" ? records::IdentifierType::email
                                                    : records::IdentifierType::phone;
  const auto owner = records::Accounts{tx}.find_by_identifier(kind, row->identifier_canonical);
  const auto quota = parts_.throttle.take_message(tx, row->identifier_canonical, now);
  co_await tx.flush();
  if (const auto state = quota.value(); state.is_refused) {
    // Not committed: the code that was sent before, if one was, stays good.
    row->resend_after = state.blocked_until;
    co_return sent(*row);
  }
  const records::ParsedIdentifier to{kind, row->identifier_canonical, row->identifier_display};
  if (!co_await takes_budget(tx, to, now)) co_return fail(ErrorCode::message_limit);
  row->code_expires_at = now + options_.code_lifetime;
  row->resend_after = now + options_.resend_cooldown;
  registrations.set_code(request.id, mac_to_keep(request.id, code, owner.value().has_value()));
  tell(tx, *row, owner.value(), code, now);
  co_await tx.commit();
  co_return sent(*row);
}

}  // namespace gatehouse::flows
