#include "attempt.hpp"

#include <algorithm>

#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/api/credential_cookies.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/services/journal.hpp>

namespace gatehouse::flows {
namespace {

constexpr std::string_view cookie_prefix = "__Host-gatehouse-sign-in-";
// Of tabs that sign in at the same time, and of reloads within the lifetime of a sign-in.
constexpr std::size_t max_cookies = 10;

// Makes a browser forget its oldest sign-ins, so that one more is not too many.
void forget_oldest(api::Context& context) {
  std::vector<SignInId> kept;
  for (const auto& name : api::handed_in_names(context, cookie_prefix)) {
    if (const auto id = SignInId::parse(name)) kept.push_back(*id);
  }
  std::ranges::sort(kept);
  for (std::size_t i = 0; i + max_cookies <= kept.size(); ++i)
    api::take_back(context, sign_in_cookie(kept[i]));
}

}  // namespace

std::string sign_in_cookie(SignInId id) { return std::string(cookie_prefix) + id.text(); }

std::optional<services::SessionStart::KnownDevice> known_device(
    const api::Context& context, const services::SessionStart& sessions,
    const std::optional<Secret>& token) {
  if (token) return sessions.parse_device_token(token->reveal());
  const auto cookie = api::handed_in(context, api::device_cookie);
  return cookie ? sessions.parse_device_token(*cookie) : std::nullopt;
}

bool is_addable_here(std::string_view method) { return method != "push" && method != "qr"; }

std::vector<std::string> addable_here(std::vector<std::string> methods) {
  std::erase_if(methods, [](const auto& method) { return !is_addable_here(method); });
  return methods;
}

void hand_out(api::Context& context, services::SignInView& view) {
  api::hand_out(context, api::refresh_cookie, view.tokens.refresh_token,
                std::chrono::seconds{view.tokens.refresh_expires_in});
  api::hand_out(context, api::device_cookie, view.device_token, api::device_cookie_lifetime);
}

records::SignIn SignIn::make_row(api::Context& context, records::SignInPurpose purpose,
                                 const std::optional<SignInDevice>& device,
                                 const std::optional<KnownDevice>& known) const {
  const auto now = context.now();
  const auto id = SignInId::make(now);
  const auto origin = api::origin_of(context);
  boost::json::object claim;
  if (device && device->name) claim["name"] = *device->name;
  if (device && device->platform) claim["platform"] = *device->platform;
  if (device && device->fingerprint) claim["fingerprint"] = *device->fingerprint;
  std::optional<pg::Bytes> browser;
  if (context.from_own_page()) {
    std::optional<std::string> cookie{random_token().reveal()};
    browser = pg::Bytes{crypto::sha256(*cookie)};
    api::hand_out(context, sign_in_cookie(id), cookie, options_.lifetime);
    forget_oldest(context);
  }
  return {.id = id,
          .account_id = std::nullopt,
          .purpose = purpose,
          .state = records::SignInState::open,
          .session_id = std::nullopt,
          .browser_hash = std::move(browser),
          .identifier_mac = {},
          .device_id = known ? std::optional(known->device) : std::nullopt,
          .device_claim = std::move(claim),
          .must_enrol = false,
          .ip_address = origin.ip_address,
          .user_agent = origin.user_agent,
          .expires_at = now + options_.lifetime,
          .created_at = now,
          .trust_generation = known ? known->trust_generation : 0};
}

Task<Result<records::SignIn>> SignIn::find(api::Context& context, SignInId id) {
  auto tx = pg::Transaction::reading(parts_.database);
  const auto row = co_await records::SignIns{tx}.find(id).get();
  const bool is_going_on = row && row->state != records::SignInState::complete &&
                           row->purpose != records::SignInPurpose::step_up &&
                           row->expires_at > context.now();
  const auto name = sign_in_cookie(id);
  if (!is_going_on) {
    api::take_back(context, name);
    co_return fail(ErrorCode::sign_in_over);
  }
  if (row->browser_hash) {
    // Looking changes nothing, and a browser's GET, EventSource above all, brings neither Origin nor a header of ours.
    const bool looks_only = context.request().method == "GET";
    const auto any = context.cookie(name);
    const auto cookie =
        looks_only && any ? std::optional<std::string>(*any) : api::handed_in(context, name);
    if (!cookie || !constant_time_equal(crypto::sha256(*cookie), row->browser_hash->value))
      co_return fail(ErrorCode::sign_in_over);
  }
  if (row->state == records::SignInState::denied) co_return fail(ErrorCode::approval_denied);
  co_return *row;
}

Task<Error> SignIn::refuse(api::Context& context, const Attempt& attempt, Error answer,
                           std::string reason, records::Severity severity) {
  const auto now = context.now();
  pg::Transaction tx{parts_.database};
  services::Journal{tx}.record(
      {.account = attempt.account ? std::optional(attempt.account->id) : std::nullopt,
       .identifier_mac = parts_.throttle.subject_mac(attempt.subject),
       .device = attempt.known ? std::optional(attempt.known->device) : std::nullopt,
       .reason = std::move(reason),
       .severity = severity,
       .attempted_at = now},
      api::origin_of(context), now);
  co_await tx.commit();
  co_return answer;
}

Task<Error> SignIn::refuse(api::Context& context, const records::SignIn& sign_in,
                           services::Refusal refusal) {
  // Nothing was tried: the other device has not answered, the client asked for what is not there, or one request came
  // twice.
  if (refusal.error.code == ErrorCode::approval_pending ||
      refusal.error.code == ErrorCode::method_unavailable || refusal.reason.empty())
    co_return std::move(refusal.error);
  const auto now = context.now();
  pg::Transaction tx{parts_.database};
  services::Journal{tx}.record({.account = refusal.account,
                                .identifier_mac = sign_in.identifier_mac,
                                .device = sign_in.device_id,
                                .reason = std::move(refusal.reason),
                                .severity = refusal.severity,
                                .attempted_at = now},
                               api::origin_of(context), now);
  // Denied on the other device: this sign-in is over, whatever else it could prove.
  if (refusal.error.code == ErrorCode::approval_denied)
    records::SignIns{tx}.close(sign_in.id, records::SignInState::denied, now);
  co_await tx.commit();
  co_return std::move(refusal.error);
}

}  // namespace gatehouse::flows
