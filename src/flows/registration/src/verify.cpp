#include <gatehouse/flows/registration.hpp>
#include <gatehouse/platform/api/credential_cookies.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/consents.hpp>
#include <gatehouse/records/passwords.hpp>
#include <gatehouse/services/journal.hpp>

namespace gatehouse::flows {

Task<Result<services::SignInView>> Registration::verify(api::Context& context,
                                                        VerifyRegistration request) {
  const auto now = context.now();
  std::optional<records::Registration> row;
  {
    // Counted and committed before the code is compared: parallel guesses cannot share a try.
    pg::Transaction tx{parts_.database};
    const auto taken = records::Registrations{tx}.take_try(request.id, options_.max_tries, now);
    co_await tx.commit();
    row = taken.value();
  }
  if (!row || row->code_expires_at <= now) co_return fail(ErrorCode::code_expired);
  if (!constant_time_equal(code_mac(request.id, request.code).value, row->code_mac.value)) {
    co_return fail(ErrorCode::code_invalid);
  }
  co_return co_await create_account(context, *row, request.device.value_or(DeviceInfo{}));
}

Task<Result<services::SignInView>> Registration::create_account(api::Context& context,
                                                                const records::Registration& row,
                                                                DeviceInfo device) {
  const auto now = context.now();
  const auto account = AccountId::make(now);
  const auto kind = row.identifier_kind == "email" ? records::IdentifierType::email
                                                   : records::IdentifierType::phone;
  pg::Transaction tx{parts_.database};
  records::Accounts accounts{tx};
  const auto completed = records::Registrations{tx}.complete(row.id, now);
  accounts.create({.id = account,
                   .account_type = row.account_type == "business"
                                       ? records::AccountType::business
                                       : records::AccountType::individual,
                   .display_name = row.display_name,
                   .locale = row.locale,
                   .time_zone = row.time_zone,
                   .created_at = now});
  const auto named = accounts.add_identifier({.account_id = account,
                                              .id = IdentifierId::make(now),
                                              .kind = kind,
                                              .canonical = row.identifier_canonical,
                                              .display = row.identifier_display,
                                              .verified_at = now,
                                              .created_at = now});
  records::Passwords{tx}.set(account, row.password_hash, now);
  records::Consents{tx}.record(account, row.consents, "registration", now);
  const auto origin = api::origin_of(context);
  const services::DeviceClaim claim{device.name.value_or(""), device.platform, device.fingerprint};
  const auto found =
      accounts.find_for_session(account, parts_.sessions.clue(claim, std::nullopt, origin), now);
  co_await tx.flush();
  if (completed.value() == 0) co_return fail(ErrorCode::code_expired);
  // The code is right, so whoever gave it reads this mailbox and may know that it has an account meanwhile.
  if (named.value() == 0)
    co_return fail(ErrorCode::conflict, "This address already has an account. Sign in.");
  const auto started = parts_.sessions.begin(
      tx,
      {.account = account,
       .identifier_mac = parts_.throttle.subject_mac(row.identifier_canonical),
       .password_since = now,
       .is_first = true},
      claim, std::nullopt, *found.value(), origin, now);
  services::Journal{tx}.record({.type = "account.registered",
                                .account = account,
                                .data = {{"channel", row.identifier_kind}},
                                .new_values = boost::json::value{{"account_type", row.account_type},
                                                                 {"locale", row.locale},
                                                                 {"consents", row.consents}}},
                               origin, now);
  auto view = co_await parts_.sessions.finish(tx, started, origin, now);
  if (!view) co_return fail(ErrorCode::unavailable);
  api::hand_out(context, api::refresh_cookie, view->tokens.refresh_token,
                std::chrono::seconds{view->tokens.refresh_expires_in});
  api::hand_out(context, api::device_cookie, view->device_token, api::device_cookie_lifetime);
  co_return std::move(*view);
}

}  // namespace gatehouse::flows
