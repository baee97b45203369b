#include "push_sender.hpp"

#include <boost/json/serialize.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/mail/templates.hpp>
#include <gatehouse/records/authenticators/factors.hpp>

namespace gatehouse::app {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view member) {
  const auto* value = object.if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

json::object target_of(const flows::OutgoingMessage& message) {
  const auto* target = message.values.if_contains("target");
  return target != nullptr && target->is_object() ? target->get_object() : json::object{};
}

// Empty for what cannot be an address of a device.
std::optional<push::Target> parse_target(const json::object& target, push::Endpoints endpoints) {
  const auto kind = text_of(target, "kind");
  if (kind == "fcm") return push::FcmToken{Secret{text_of(target, "token")}};
  if (kind == "apns") return push::ApnsToken{Secret{text_of(target, "token")}};
  const auto* subscription = target.if_contains("subscription");
  if (kind != "web_push" || subscription == nullptr) return std::nullopt;
  auto parsed = push::parse_subscription(json::serialize(*subscription), endpoints);
  if (!parsed) return std::nullopt;
  return std::move(*parsed);
}

push::Providers providers(http::Client& client, const config::Push& settings, const Clock& clock) {
  push::Providers made;
  if (!settings.fcm_service_account_file.empty()) {
    made.fcm = std::make_unique<push::Fcm>(
        client, push::read_service_account(settings.fcm_service_account_file),
        push::FcmOptions{.url = settings.fcm_url}, clock);
  }
  if (!settings.apns_key_file.empty()) {
    made.apns = std::make_unique<push::Apns>(
        client,
        push::ApnsOptions{.url = settings.apns_url,
                          .key = push::read_apns_key(settings.apns_key_file),
                          .key_id = settings.apns_key_id,
                          .team_id = settings.apns_team_id,
                          .topic = settings.apns_topic},
        clock);
  }
  return made;
}

push::Endpoints endpoints_of(const config::Push& settings) {
  return settings.allow_private_endpoints ? push::Endpoints::anywhere : push::Endpoints::internet;
}

}  // namespace

PushSender::PushSender(http::Client& client, Shared& shared, pg::Database& database)
    : client_(client),
      shared_(shared),
      database_(database),
      providers_(providers(client, shared.settings.push, shared.clock)) {}

bool PushSender::serves(const flows::OutgoingMessage& message) const {
  const auto& settings = shared_.settings;
  if (settings.mode == config::Mode::production) return true;
  const auto kind = text_of(target_of(message), "kind");
  if (kind == "fcm") return !settings.push.fcm_service_account_file.empty();
  if (kind == "apns") return !settings.push.apns_key_file.empty();
  return settings.push.allow_private_endpoints;
}

push::Message PushSender::in_words(const flows::OutgoingMessage& message) const {
  const auto& brand = shared_.settings.mail.brand;
  const auto body = mail::render_sms(message.name, message.locale, message.values, brand);
  json::object payload{{"type", message.name}, {"title", brand}, {"body", body}};
  for (const auto member : {"approval", "factor", "code"}) {
    const auto value = text_of(message.values, member);
    if (!value.empty()) payload[member] = value;
  }
  return {.payload = json::serialize(payload),
          .ttl = shared_.settings.mfa.approval_lifetime,
          .urgency = push::Urgency::high,
          .topic = {},
          .alert = push::Alert{brand, body}};
}

Task<flows::SendResult> PushSender::send(const flows::OutgoingMessage& message) {
  using flows::SendOutcome;
  auto target = parse_target(target_of(message), endpoints_of(shared_.settings.push));
  if (!target) co_return flows::SendResult{SendOutcome::permanent_failure, "no such device"};
  if (!sender_) {
    const auto key = shared_.push_key.get();
    if (!key)
      co_return flows::SendResult{SendOutcome::temporary_failure, "the key is not loaded yet"};
    providers_.web_push = std::make_unique<push::WebPush>(
        client_, *key,
        push::WebPushOptions{.subject = shared_.settings.push.vapid_subject,
                             .endpoints = endpoints_of(shared_.settings.push)},
        shared_.clock);
    sender_.emplace(std::move(providers_));
  }
  auto result = co_await sender_->send(std::move(*target), in_words(message));
  switch (result.outcome) {
    case push::Outcome::sent:
      co_return flows::SendResult{};
    case push::Outcome::temporary:
      co_return flows::SendResult{SendOutcome::temporary_failure, std::move(result.error)};
    case push::Outcome::gone:
      co_await forget_device(message);
      break;
    case push::Outcome::permanent:
      break;
  }
  co_return flows::SendResult{SendOutcome::permanent_failure, std::move(result.error)};
}

Task<> PushSender::forget_device(const flows::OutgoingMessage& message) {
  const auto account = AccountId::parse(text_of(message.values, "account"));
  const auto factor = FactorId::parse(message.to);
  if (!account || !factor) co_return;
  pg::Transaction tx{database_};
  records::Factors{tx}.forget_target(*account, *factor);
  co_await tx.commit();
}

}  // namespace gatehouse::app
