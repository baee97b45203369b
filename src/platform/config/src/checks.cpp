#include "checks.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <gatehouse/base/ids.hpp>

namespace gatehouse::config {
namespace {

class Checker {
 public:
  explicit Checker(Problems& problems) : problems_(problems) {}

  void require(bool holds, std::string_view key, std::string_view sentence) {
    if (!holds) problems_.push_back(fmt::format("{}: {}", key, sentence));
  }
  void range(std::int64_t value, std::int64_t low, std::int64_t high, std::string_view key) {
    require(value >= low && value <= high, key,
            fmt::format("must be between {} and {}", low, high));
  }

 private:
  Problems& problems_;
};

bool is_country(std::string_view code) {
  return code.size() == 2 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_http(const Settings& s, Checker& check) {
  check.range(s.http.port, 0, 65535, "http.port");
  check.range(s.http.metrics_port, 0, 65535, "http.metrics_port");
  check.range(s.http.mtls_port, 0, 65535, "http.mtls_port");
  check.require(s.http.mtls_port == 0 || s.http.mtls_port != s.http.port, "http.mtls_port",
                "must be a port of its own");
  check.range(s.http.max_connections, 1, 1'000'000, "http.max_connections");
  check.range(s.http.max_connections_per_address, 1, 1'000'000, "http.max_connections_per_address");
  check.require(s.http.metrics_port == 0 ||
                    (s.http.metrics_port != s.http.port && s.http.metrics_port != s.http.mtls_port),
                "http.metrics_port", "must be a port of its own");
  check.require(IpAddress::parse(s.http.metrics_address).has_value(), "http.metrics_address",
                "must be an IP address");
  const auto address = IpAddress::parse(s.http.address);
  check.require(address.has_value(), "http.address", "must be an IP address");
  check.require(s.http.tls_certificate.empty() == s.http.tls_key.empty(), "http.tls_key",
                "tls_certificate and tls_key go together");
  check.require(
      s.http.mtls_port == 0 || (!s.http.mtls_client_ca.empty() && !s.http.tls_key.empty()),
      "http.mtls_port", "needs mtls_client_ca, tls_certificate and tls_key");
  if (s.mode == Mode::development) {
    check.require(address && address->is_loopback(), "http.address",
                  "development mode listens on loopback only");
  }
}

void check_database(const Database& database, Checker& check) {
  check.range(database.max_connections, 1, 1000, "database.max_connections");
  // Less would end statements of a busy day; more than a message's claim lasts would be pointless. 0 is none to
  // PostgreSQL.
  check.range(database.statement_timeout.count(), 100, 60'000,
              "database.statement_timeout (milliseconds)");
}

void check_tokens(const Tokens& tokens, Checker& check) {
  constexpr std::array<std::string_view, 4> algorithms{"ES256", "EdDSA", "RS256", "PS256"};
  check.require(std::ranges::find(algorithms, tokens.algorithm) != algorithms.end(),
                "tokens.algorithm", "must be one of ES256 EdDSA RS256 PS256");
  check.range(tokens.access_lifetime.count(), 60, 3600, "tokens.access_lifetime in seconds");
  check.range(tokens.absolute_lifetime.count(), 60, 3650 * 86'400,
              "tokens.absolute_lifetime (seconds)");
  check.range(tokens.refresh_lifetime.count(), 60, 3650 * 86'400,
              "tokens.refresh_lifetime (seconds)");
  check.require(tokens.refresh_lifetime <= tokens.absolute_lifetime, "tokens.refresh_lifetime",
                "must not exceed absolute_lifetime");
  // A token that was stolen can be used beside its owner's for as long.
  check.range(tokens.refresh_grace.count(), 0, 60, "tokens.refresh_grace (seconds)");
  check.range(tokens.key_rotation_age.count(), 86'400, 1095 * 86'400,
              "tokens.key_rotation_age (seconds)");
}

void check_registration(const Registration& registration, Checker& check) {
  check.range(registration.code_lifetime.count(), 60, 3600, "registration.code_lifetime (seconds)");
  check.range(registration.resend_cooldown.count(), 10, 3600,
              "registration.resend_cooldown (seconds)");
  check.range(registration.max_tries, 1, 10, "registration.max_tries");
  check.range(registration.max_sends, 1, 20, "registration.max_sends");
  check.require(is_country(registration.default_region), "registration.default_region",
                "must be a country code of two capitals, like BD");
}

void check_sign_in(const SignIn& sign_in, Checker& check) {
  check.range(sign_in.free_tries, 1, 100, "sign_in.free_tries");
  check.range(sign_in.longest_wait.count(), 1, 86'400, "sign_in.longest_wait (seconds)");
  check.range(sign_in.memory.count(), 60, 30 * 86'400, "sign_in.memory (seconds)");
  check.require(sign_in.longest_wait <= sign_in.memory, "sign_in.longest_wait",
                "must not exceed memory, after which the tries are forgotten");
  check.range(sign_in.hash_threads, 0, 256, "sign_in.hash_threads");
  check.range(sign_in.hash_queue, 0, 100'000, "sign_in.hash_queue");
}

void check_password(const Password& password, Checker& check) {
  check.range(password.argon2_memory_kib, 7 * 1024, 1024 * 1024, "password.argon2_memory_kib");
  check.range(password.argon2_iterations, 1, 20, "password.argon2_iterations");
  check.range(password.min_length, 8, 64, "password.min_length");
  check.range(password.min_length_with_mfa, 8, 64, "password.min_length_with_mfa");
  const auto& ranges = password.breached_range_url;
  const bool is_web = ranges.starts_with("http://") || ranges.starts_with("https://");
  check.require(ranges.empty() || (is_web && ranges.ends_with('/')), "password.breached_range_url",
                "must begin with http:// or https:// and end with /");
}

void check_mail(const Mail& mail, Checker& check) {
  const auto& url = mail.smtp_url;
  check.require(url.empty() || url.starts_with("smtp://") || url.starts_with("smtps://"),
                "mail.smtp_url", "must begin with smtp:// or smtps://");
}

void check_redis(const Redis& redis, Checker& check) {
  const auto& url = redis.url.reveal();
  check.require(url.empty() || url.starts_with("redis://") || url.starts_with("unix://"),
                "redis.url", "must begin with redis:// or unix://");
  check.range(redis.timeout.count(), 1, 5000, "redis.timeout in milliseconds");
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

bool is_stream_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, is_name_character);
}

void check_events(const Events& events, Checker& check) {
  const auto& url = events.nats_url.reveal();
  check.require(url.empty() || url.starts_with("nats://") || url.starts_with("tls://"),
                "events.nats_url", "must begin with nats:// or tls://");
  check.require(is_stream_name(events.stream), "events.stream",
                "must be 1 to 64 letters, digits, - and _");
  check.range(std::chrono::floor<std::chrono::days>(events.retention).count(), 1, 3650,
              "events.retention in days");
}

void check_telemetry(const Telemetry& telemetry, Checker& check) {
  constexpr std::array<std::string_view, 5> levels{"trace", "debug", "info", "warn", "error"};
  check.require(std::ranges::find(levels, telemetry.log_level) != levels.end(),
                "telemetry.log_level", "must be one of trace debug info warn error");
  const auto& endpoint = telemetry.otlp_endpoint;
  check.require(
      endpoint.empty() || endpoint.starts_with("http://") || endpoint.starts_with("https://"),
      "telemetry.otlp_endpoint", "must begin with http:// or https://");
  check.require(telemetry.trace_ratio >= 0 && telemetry.trace_ratio <= 1, "telemetry.trace_ratio",
                "must be between 0 and 1");
}

// An address that paths are appended to, without anything secret in it.
bool is_base_url(std::string_view url, Mode mode) {
  const auto scheme = url.find("://");
  const bool is_known =
      url.starts_with("https://") || (mode == Mode::development && url.starts_with("http://"));
  return is_known && url.size() > scheme + 3 && !url.ends_with('/') &&
         url.find_first_of("@?# ") == std::string_view::npos;
}

bool is_apple_id(std::string_view id) {
  return id.size() == 10 && std::ranges::all_of(id, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

bool is_anchor_file(std::string_view entry) {
  const auto colon = entry.find(':');
  if (colon == std::string_view::npos || colon + 1 == entry.size()) return false;
  constexpr std::array<std::string_view, 5> formats{"packed", "fido-u2f", "tpm", "android-key",
                                                    "apple"};
  return std::ranges::find(formats, entry.substr(0, colon)) != formats.end();
}

void check_factors(const Settings& s, Checker& check) {
  check.range(s.mfa.code_lifetime.count(), 60, 600, "mfa.code_lifetime (seconds)");
  check.range(s.mfa.resend_cooldown.count(), 10, 600, "mfa.resend_cooldown (seconds)");
  check.range(s.mfa.sms_per_account, 1, 100, "mfa.sms_per_account");
  check.range(s.mfa.sms_per_number, 1, 1000, "mfa.sms_per_number");
  check.range(s.mfa.sms_per_region, 0, 100'000'000, "mfa.sms_per_region");
  check.range(s.mfa.sms_in_all, 0, 100'000'000, "mfa.sms_in_all");
  check.range(s.mfa.approval_lifetime.count(), 30, 600, "mfa.approval_lifetime (seconds)");
  check.range(s.mfa.max_pushes, 1, 50, "mfa.max_pushes");
  // Denied requests are forgotten after a day.
  check.range(s.mfa.peace_after_denial.count(), 0, 86'400, "mfa.peace_after_denial (seconds)");
  for (const auto& region : s.mfa.sms_regions)
    check.require(is_country(region), "mfa.sms_regions",
                  "must be country codes of two capitals, like BD");
  const auto& webauthn = s.webauthn;
  for (const auto& aaguid : webauthn.allowed_aaguids)
    check.require(Uuid::parse(aaguid).has_value(), "webauthn.allowed_aaguids",
                  "must be AAGUIDs, 8-4-4-4-12 hexadecimal digits");
  check.require(webauthn.metadata_file.empty() == webauthn.metadata_root.empty(),
                "webauthn.metadata_file", "metadata_file and metadata_root go together");
  const bool wants_models = webauthn.require_attestation || !webauthn.allowed_aaguids.empty();
  check.require(!wants_models || !webauthn.metadata_file.empty() || !webauthn.anchor_files.empty(),
                "webauthn.require_attestation",
                "needs metadata_file or anchor_files, which know the makers");
  for (const auto& entry : webauthn.anchor_files)
    check.require(is_anchor_file(entry), "webauthn.anchor_files",
                  "must be FORMAT:FILE, with a format of packed fido-u2f tpm android-key apple");
}

void check_push(const Settings& s, Checker& check) {
  const auto& push = s.push;
  for (const auto& [key, url] :
       {std::pair{"push.fcm_url", push.fcm_url}, std::pair{"push.apns_url", push.apns_url}}) {
    check.require(is_base_url(url, s.mode), key,
                  "must be https://host, without user, query and slash at the end");
  }
  const bool has_apns = !push.apns_key_file.empty();
  check.require(has_apns == !push.apns_key_id.empty() && has_apns == !push.apns_team_id.empty() &&
                    has_apns == !push.apns_topic.empty(),
                "push.apns_key_file",
                "apns_key_file, apns_key_id, apns_team_id and apns_topic go together");
  check.require(push.apns_key_id.empty() || is_apple_id(push.apns_key_id), "push.apns_key_id",
                "must be ten digits and capital letters");
  check.require(push.apns_team_id.empty() || is_apple_id(push.apns_team_id), "push.apns_team_id",
                "must be ten digits and capital letters");
  check.require(
      push.vapid_subject.starts_with("mailto:") || push.vapid_subject.starts_with("https://"),
      "push.vapid_subject", "must begin with mailto: or https://");
  check.require(!push.allow_private_endpoints || s.mode == Mode::development,
                "push.allow_private_endpoints", "is for development mode only");
}

bool is_header(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  return std::ranges::all_of(line.substr(0, colon), is_name_character) &&
         std::ranges::none_of(line, [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

void check_gateway(const Sms& sms, Checker& check) {
  const auto& url = sms.gateway_url;
  const auto& body = sms.gateway_body.reveal();
  check.require(url.starts_with("https://") || url.starts_with("http://"), "sms.gateway_url",
                "the provider gateway needs an address that begins with https:// or http://");
  const auto has = [&](std::string_view place) {
    return url.contains(place) || body.contains(place);
  };
  check.require((has("{to}") || has("{to_digits}")) && has("{text}"), "sms.gateway_url",
                "it or gateway_body must have the places {to} or {to_digits}, and {text}");
}

void check_sms(const Settings& s, Checker& check) {
  const auto& sms = s.sms;
  check.require(is_base_url(sms.twilio_url, s.mode), "sms.twilio_url",
                "must be https://host, without user, query and slash at the end");
  if (sms.provider == SmsProvider::twilio) {
    check.require(!sms.twilio_account.empty(), "sms.twilio_account",
                  "the provider twilio needs it");
    check.require(!sms.twilio_token.empty(), "sms.twilio_token", "the provider twilio needs it");
    check.require(!sms.twilio_from.empty(), "sms.twilio_from", "the provider twilio needs it");
  }
  if (sms.provider == SmsProvider::gateway) check_gateway(sms, check);
  check.require(is_header("Content-Type: " + sms.gateway_content_type) &&
                    sms.gateway_content_type.contains('/'),
                "sms.gateway_content_type", "must be a media type, like application/json");
  for (const auto& header : sms.gateway_headers)
    check.require(is_header(header.reveal()), "sms.gateway_headers",
                  "must be written \"Name: value\"");
}

void check_production(const Settings& s, Checker& check) {
  if (s.mode != Mode::production) return;
  check.require(s.public_url.starts_with("https://"), "public_url",
                "production needs the https address that people see");
  check.require(!s.keys.encryption_keys.empty() || !s.keys.encryption_key_file.empty(),
                "keys.encryption_keys", "production needs a key-encryption key");
  check.require(!s.mail.smtp_url.empty(), "mail.smtp_url", "production needs a mail server");
}

}  // namespace

void complete_and_check(Settings& s, Problems& problems) {
  Checker check(problems);
  if (s.public_url.empty() && s.mode == Mode::development) {
    s.public_url = fmt::format("http://localhost:{}", s.http.port);
  }
  while (s.public_url.ends_with('/')) s.public_url.pop_back();
  if (s.tokens.issuer.empty()) s.tokens.issuer = s.public_url;
  if (s.push.vapid_subject.empty()) s.push.vapid_subject = "mailto:" + s.mail.from;
  check_http(s, check);
  check_redis(s.redis, check);
  check_events(s.events, check);
  check_push(s, check);
  check_factors(s, check);
  check_production(s, check);
  check.range(s.workers, 0, 256, "workers");
  check_mail(s.mail, check);
  check_password(s.password, check);
  check_database(s.database, check);
  check_tokens(s.tokens, check);
  check_registration(s.registration, check);
  check_sign_in(s.sign_in, check);
  check_sms(s, check);
  check_telemetry(s.telemetry, check);
}

}  // namespace gatehouse::config
