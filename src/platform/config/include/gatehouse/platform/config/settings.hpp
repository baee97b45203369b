// Every setting, declared once: name, type, default. The section is the struct, the key is the member: [http] port, or
// the variable GATEHOUSE_HTTP_PORT. Times are written "15m", "30d", "10s", "500ms".
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/config/factor_settings.hpp>
#include <gatehouse/platform/config/push_settings.hpp>

namespace gatehouse::config {

using std::chrono::milliseconds;
using std::chrono::seconds;

BOOST_DEFINE_ENUM_CLASS(Mode, development, production)
BOOST_DEFINE_ENUM_CLASS(LogFormat, json, text)
BOOST_DEFINE_ENUM_CLASS(SmsProvider, capture, twilio, gateway)
BOOST_DEFINE_ENUM_CLASS(TlsVersion, v1_3, v1_2)

struct Http {
  std::string address = "127.0.0.1";  ///< where to listen; development mode: loopback only
  std::int64_t port = 8080;
  std::int64_t metrics_port = 0;              ///< for /metrics, /healthz and /readyz alone; 0: none
  std::string metrics_address = "127.0.0.1";  ///< where that port listens
  std::vector<IpNetwork> trusted_proxies;     ///< whose X-Forwarded-For is believed
  std::int64_t max_connections = 20'000;
  std::int64_t max_connections_per_address = 1'000;
  std::string tls_certificate;  ///< PEM chain; empty: no TLS on the listener
  std::string tls_key;
  TlsVersion tls_min_version = TlsVersion::v1_3;
  std::int64_t mtls_port = 0;  ///< second listener for services; 0: none
  std::string mtls_client_ca;  ///< PEM: who signs client certificates
};
BOOST_DESCRIBE_STRUCT(Http, (),
                      (address, port, metrics_port, metrics_address, trusted_proxies,
                       max_connections, max_connections_per_address, tls_certificate, tls_key,
                       tls_min_version, mtls_port, mtls_client_ca))

struct Database {
  Secret url;  ///< libpq connection string; empty: the private server in data_dir
  std::int64_t max_connections = 8;  ///< for transactions of several round trips, each worker
  milliseconds statement_timeout{5000};
};
BOOST_DESCRIBE_STRUCT(Database, (), (url, max_connections, statement_timeout))

struct Redis {
  Secret url;  ///< redis://[user[:password]@]host[:port][/database] or unix:///path; empty: none
  milliseconds timeout{50};  ///< for an answer; then the rate limits of this instance alone hold
};
BOOST_DESCRIBE_STRUCT(Redis, (), (url, timeout))

struct Password {
  std::int64_t argon2_memory_kib = 19 * 1024;
  std::int64_t argon2_iterations = 2;
  std::int64_t min_length = 15;  ///< NIST SP 800-63B-4: where the password is the only factor
  std::int64_t min_length_with_mfa = 8;
  std::string breached_list;       ///< file in the Pwned Passwords format (SHA-1, sorted)
  std::string breached_range_url;  ///< its range API; five digits are appended: …/range/
};
BOOST_DESCRIBE_STRUCT(Password, (),
                      (argon2_memory_kib, argon2_iterations, min_length, min_length_with_mfa,
                       breached_list, breached_range_url))

struct Tokens {
  std::string issuer;  ///< empty: public_url
  std::string audience = "gatehouse";
  std::string algorithm = "ES256";  ///< ES256, EdDSA, RS256 or PS256
  seconds access_lifetime{15 * 60};
  seconds refresh_lifetime{30 * 86400};   ///< without use
  seconds absolute_lifetime{90 * 86400};  ///< of a session
  seconds refresh_grace{10};
  seconds key_rotation_age{90 * 86400};
};
BOOST_DESCRIBE_STRUCT(Tokens, (),
                      (issuer, audience, algorithm, access_lifetime, refresh_lifetime,
                       absolute_lifetime, refresh_grace, key_rotation_age))

struct Registration {
  seconds code_lifetime{600};
  std::int64_t max_tries = 5;
  seconds resend_cooldown{60};
  std::int64_t max_sends = 5;
  std::string default_region = "BD";  ///< of phone numbers without a country code
};
BOOST_DESCRIBE_STRUCT(Registration, (),
                      (code_lifetime, max_tries, resend_cooldown, max_sends, default_region))

struct SignIn {
  std::int64_t free_tries = 5;  ///< wrong passwords before waiting begins
  seconds longest_wait{15 * 60};
  seconds memory{3600};           ///< after which wrong passwords are forgotten
  std::int64_t hash_threads = 0;  ///< 0: one a core
  std::int64_t hash_queue = 0;    ///< waiting hashes before 503; 0: what half a second holds
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (free_tries, longest_wait, memory, hash_threads, hash_queue))

struct Mail {
  std::string smtp_url;  ///< smtp://host:port or smtps://…; empty: captured (development mode only)
  std::string from = "no-reply@localhost";
  std::string user;
  Secret password;
  bool starttls_required = true;
  std::string dkim_domain;
  std::string dkim_selector;
  std::string dkim_key_file;
  std::string brand = "Gatehouse";
};
BOOST_DESCRIBE_STRUCT(Mail, (),
                      (smtp_url, from, user, password, starttls_required, dkim_domain,
                       dkim_selector, dkim_key_file, brand))

struct Sms {
  SmsProvider provider = SmsProvider::capture;
  std::string twilio_url = "https://api.twilio.com";
  std::string twilio_account;
  Secret twilio_token;
  std::string twilio_from;
  /// with places {to}, {to_digits}, {text}, {unicode}, {id}
  std::string gateway_url;
  Secret gateway_body;  ///< with the same places; empty: a GET request
  std::string gateway_content_type = "application/x-www-form-urlencoded";  ///< of the body
  std::vector<Secret> gateway_headers;  ///< "Name: value", with the place {id}; no commas
  std::string gateway_success_text;  ///< what an answer must contain; empty: status 2xx is enough
};
BOOST_DESCRIBE_STRUCT(Sms, (),
                      (provider, twilio_url, twilio_account, twilio_token, twilio_from, gateway_url,
                       gateway_body, gateway_content_type, gateway_headers, gateway_success_text))

struct Web {
  std::string root;  ///< folder of the built pages (web/dist); empty: no pages
};
BOOST_DESCRIBE_STRUCT(Web, (), (root))

struct Events {
  /// nats://[user:password@]host[:port], or tls://…, more of a cluster behind commas; empty: events stay in the outbox
  Secret nats_url;
  std::string stream = "GATEHOUSE";  ///< of JetStream; made when it is missing
  seconds retention{30 * 86400};
};
BOOST_DESCRIBE_STRUCT(Events, (), (nats_url, stream, retention))

struct Geo {
  /// Database of places in MaxMind's format, replaced by renaming; empty: addresses are shown without their places.
  std::string city_database;
};
BOOST_DESCRIBE_STRUCT(Geo, (), (city_database))

struct Keys {
  std::vector<std::string> encryption_keys;  ///< "id:base64 of 32 bytes"; the first seals, all open
  std::string encryption_key_file;           ///< the same, one a line
};
BOOST_DESCRIBE_STRUCT(Keys, (), (encryption_keys, encryption_key_file))

struct Telemetry {
  std::string log_level = "info";  ///< trace, debug, info, warn, error
  LogFormat log_format = LogFormat::json;
  std::string otlp_endpoint;  ///< collector, to whose /v1/traces spans are sent; empty: no traces
  double trace_ratio = 1;     ///< of requests without a traceparent; the others follow its caller
};
BOOST_DESCRIBE_STRUCT(Telemetry, (), (log_level, log_format, otlp_endpoint, trace_ratio))

struct Settings {
  Mode mode = Mode::development;
  std::string data_dir = "var";
  std::string public_url;    ///< empty in development: http://localhost:<port>
  std::int64_t workers = 0;  ///< 0: one a core
  Http http;
  Database database;
  Redis redis;
  Password password;
  Tokens tokens;
  Registration registration;
  SignIn sign_in;
  Mfa mfa;
  Webauthn webauthn;
  Mail mail;
  Sms sms;
  Push push;
  Web web;
  Events events;
  Geo geo;
  Keys keys;
  Telemetry telemetry;
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (mode, data_dir, public_url, workers, http, database, redis, password, tokens,
                       registration, sign_in, mfa, webauthn, mail, sms, push, web, events, geo,
                       keys, telemetry))

}  // namespace gatehouse::config
