#include <gatehouse/services/session_start.hpp>

#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/records/security_events.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>

#include "device_traits.hpp"

namespace gatehouse::services {
namespace {

constexpr std::size_t id_size = 16;
constexpr std::size_t nonce_size = 32;

// A client that names its fingerprint is recognised by it, whatever its version of today; another by all that it sends.
std::string traits_of(const DeviceClaim& claim, const Origin& origin) {
  const auto part = [](const std::string& text) { return text + '\x1f'; };
  if (claim.fingerprint)
    return part("fingerprint") + part(claim.platform.value_or("")) + *claim.fingerprint;
  return part("traits") + part(claim.platform.value_or("")) + part(claim.name) + origin.user_agent;
}

std::string name_of(const DeviceClaim& claim, const Origin& origin) {
  return claim.name.empty() ? device_name(origin.user_agent) : claim.name;
}

}  // namespace

AccountView view_of(const records::Account& a) {
  return {.id = a.id,
          .email = a.email,
          .email_verified = a.email_verified,
          .phone = a.phone,
          .phone_verified = a.phone_verified,
          .username = a.username,
          .display_name = a.display_name,
          .account_type = a.account_type,
          .locale = a.locale,
          .time_zone = a.time_zone,
          .roles = a.roles,
          .created_at = a.created_at};
}

SessionStart::SessionStart(SessionStartOptions options, const crypto::KeyRing& ring,
                           const AccessTokens& access_tokens, const RefreshTokens& refresh_tokens)
    : options_(options),
      ring_(ring),
      access_tokens_(access_tokens),
      refresh_tokens_(refresh_tokens),
      device_tokens_(ring.derive("device tokens")),
      traits_key_(ring.derive("device traits")) {}

std::optional<SessionStart::KnownDevice> SessionStart::parse_device_token(
    std::string_view token) const {
  const auto payload = device_tokens_.open(token);
  // Tokens of earlier versions end with the ids: they do not expire, and are of no trust.
  if (!payload || (payload->size() != 2 * id_size && payload->size() != 2 * id_size + 4))
    return std::nullopt;
  std::uint32_t generation = 0;
  for (const char byte : payload->substr(2 * id_size))
    generation = (generation << 8) | static_cast<unsigned char>(byte);
  return KnownDevice{{Uuid::from_bytes(payload->substr(0, id_size))},
                     {Uuid::from_bytes(payload->substr(id_size, id_size))},
                     static_cast<std::int32_t>(generation)};
}

Secret SessionStart::make_device_token(const KnownDevice& known) const {
  std::string payload;
  payload.append(known.account.uuid.view()).append(known.device.uuid.view());
  const auto generation = static_cast<std::uint32_t>(known.trust_generation);
  for (const int shift : {24, 16, 8, 0}) payload.push_back(static_cast<char>(generation >> shift));
  return device_tokens_.make(payload);
}

records::DeviceClue SessionStart::clue(const DeviceClaim& claim,
                                       const std::optional<KnownDevice>& known,
                                       const Origin& origin) const {
  return {.claimed = known ? std::optional(known->device) : std::nullopt,
          .traits_hash = {crypto::hmac_sha256(traits_key_, traits_of(claim, origin))}};
}

Task<std::optional<records::SessionAccount>> SessionStart::hold(pg::Transaction& tx,
                                                                AccountId account,
                                                                const records::DeviceClue& device,
                                                                Timestamp now) {
  records::Accounts accounts{tx};
  accounts.lock(account);
  co_return co_await accounts.find_for_session(account, device, now).get();
}

SessionStart::Started SessionStart::begin(pg::Transaction& tx, SignedIn who, DeviceClaim claim,
                                          const std::optional<KnownDevice>& known,
                                          records::SessionAccount account, const Origin& origin,
                                          Timestamp now) const {
  const auto held = records::Accounts{tx}.hold_active(account.id);
  tx.demand(held);
  const auto device = account.known_device.value_or(DeviceId::make(now));
  records::Devices devices{tx};
  tx.demand(account.known_device
                ? devices.note_seen(account.id, device, origin.ip_address, origin.user_agent, now)
                : devices.add({.account_id = account.id,
                               .id = device,
                               .device_name = name_of(claim, origin),
                               .device_type = device_type(origin.user_agent),
                               .platform = claim.platform,
                               .traits_hash = clue(claim, known, origin).traits_hash,
                               .ip_address = origin.ip_address,
                               .user_agent = origin.user_agent,
                               .now = now}));
  const bool is_own = known && known->account == account.id;
  return {.who = std::move(who),
          .claim = std::move(claim),
          .known = is_own ? known : std::nullopt,
          .account = std::move(account),
          .device = device,
          .held = held};
}

Task<std::optional<SignInView>> SessionStart::finish(pg::Transaction& tx, const Started& started,
                                                     const Origin& origin, Timestamp now) const {
  const auto& account = started.account;
  const auto id = SessionId::make(now);
  const RefreshToken refresh{account.id, id, Secret{random_string(nonce_size)}, 0};
  records::Sessions sessions{tx};
  for (const auto& one : account.excess)
    tx.demand(sessions.end(account.id, one, "session_limit", now));
  const auto expiry = sessions.create({.account_id = account.id,
                                       .id = id,
                                       .device_id = started.device,
                                       .ip_address = origin.ip_address,
                                       .user_agent = origin.user_agent,
                                       .acr = started.who.acr,
                                       .amr = started.who.amr,
                                       .nonce_hash = {refresh.nonce_hash()},
                                       .idle_timeout = options_.idle_timeout,
                                       .absolute_timeout = options_.absolute_timeout,
                                       .now = now,
                                       .password_since = started.who.password_since});
  tx.demand(expiry);
  record(tx, started, id, origin, now);
  notify(tx, started, origin, now);
  // A token that cannot be made must not leave a session behind; when that ends is known after the commit.
  access_tokens_.require_key(now);
  try {
    co_await tx.commit();
  } catch (const pg::Unmet&) {
    co_return std::nullopt;
  }
  const AccessClaims claims{.account = account.id,
                            .session = id,
                            .acr = started.who.acr,
                            .amr = started.who.amr,
                            .auth_time = now,
                            .roles = account.roles,
                            .security_profile = account.security_profile_id};
  KnownDevice known{account.id, started.device};
  if (started.trust) {
    known.trust_generation = started.trust->value().value_or(0);
  } else if (started.known && started.known->device == started.device) {
    known.trust_generation = started.known->trust_generation;
  }
  co_return SignInView{.account = view_of(account),
                       .session = {id, started.device, now},
                       .tokens = tokens(claims, refresh, expiry.value()->refresh_expires_at, now),
                       .device_token = make_device_token(known).reveal()};
}

void SessionStart::record(pg::Transaction& tx, const Started& started, SessionId session,
                          const Origin& origin, Timestamp now) const {
  const auto account = started.account.id;
  records::SecurityEvents{tx}.add_attempt({.id = SecurityEventId::make(now),
                                           .account_id = account,
                                           .identifier_mac = started.who.identifier_mac,
                                           .ip_address = origin.ip_address,
                                           .user_agent = origin.user_agent,
                                           .device_id = started.device,
                                           .session_id = session,
                                           .is_successful = true,
                                           .attempted_at = now});
  Journal journal{tx};
  journal.record(
      {.type = "session.started", .account = account, .session = session, .device = started.device},
      origin, now);
  if (started.is_new_device()) {
    journal.record(
        {.type = "device.added",
         .account = account,
         .severity = started.who.is_first ? records::Severity::low : records::Severity::medium,
         .session = session,
         .device = started.device},
        origin, now);
  }
  journal.record_ended(account, started.account.excess, "session_limit", "system", origin, now);
}

TokensView SessionStart::tokens(const AccessClaims& claims, const RefreshToken& refresh,
                                Timestamp refresh_expires_at, Timestamp now) const {
  return {.access_token = access_tokens_.issue(claims, refresh_expires_at, now).reveal(),
          .expires_in = access_tokens_.lifetime(refresh_expires_at, now).count(),
          .refresh_token = refresh_tokens_.format(refresh).reveal(),
          .refresh_expires_in =
              std::chrono::floor<std::chrono::seconds>(refresh_expires_at - now).count()};
}

void SessionStart::notify(pg::Transaction& tx, const Started& started, const Origin& origin,
                          Timestamp now) const {
  const auto& account = started.account;
  const auto& address = account.email_verified ? account.email : account.phone;
  if (!address) return;
  const boost::json::object values{{"device", name_of(started.claim, origin)},
                                   {"address", origin.ip_address.text()},
                                   {"time", format_rfc3339(now)},
                                   {"time_zone", account.time_zone}};
  const auto send = [&](std::string name) {
    Notify{tx, ring_}.queue({.name = std::move(name),
                             .channel = account.email_verified ? records::DeliveryChannel::email
                                                               : records::DeliveryChannel::sms,
                             .recipient = *address,
                             .locale = account.locale,
                             .values = values,
                             .account = account.id},
                            now);
  };
  if (started.is_new_device() && !started.who.is_first) send("new_device");
  if (!account.excess.empty()) send("session_limit");
}

}  // namespace gatehouse::services
