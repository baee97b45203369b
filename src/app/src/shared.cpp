#include <gatehouse/app/shared.hpp>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/platform/runtime/workers.hpp>

#include "passkey_rules.hpp"
#include "passwords.hpp"

namespace gatehouse::app {

using namespace std::chrono_literals;

namespace {

runtime::ThreadPool::Options hash_pool_options(const config::Settings& settings) {
  const int threads = runtime::thread_count(settings.sign_in.hash_threads);
  constexpr int waiting_per_thread = 256;
  const auto queue =
      settings.sign_in.hash_queue > 0 ? settings.sign_in.hash_queue : threads * waiting_per_thread;
  // A sign-in that waits longer than a second loses its client; the rest of the second is for the database.
  const auto longest = settings.sign_in.hash_queue > 0 ? 0ms : 500ms;
  // Below the event loops: a flood of sign-ins must not slow every other request.
  return {.name = "gh-hash",
          .threads = threads,
          .max_queue = static_cast<std::size_t>(queue),
          .max_wait = longest,
          .nice = 5};
}

services::TextRules text_rules(const config::Mfa& settings) {
  return {.regions = settings.sms_regions,
          .per_number = static_cast<std::int32_t>(settings.sms_per_number),
          .per_region = static_cast<std::int32_t>(settings.sms_per_region),
          .in_all = static_cast<std::int32_t>(settings.sms_in_all)};
}

}  // namespace

Shared::Shared(const config::Settings& settings_, std::string conninfo_, const Clock& clock_)
    : settings(settings_),
      conninfo(std::move(conninfo_)),
      clock(clock_),
      ring(load_key_ring(settings)),
      argon2(argon2_parameters(settings.password)),
      hash_pool(hash_pool_options(settings)),
      passwords(password_policy(settings.password)),
      rules_of_passkeys(passkey_rules(settings, clock)),
      passkeys(rules_of_passkeys),
      texts(text_rules(settings.mfa), ring),
      revocations(settings.tokens.access_lifetime + std::chrono::minutes{1}),
      limiter(clock),
      places(settings.geo.city_database),
      pages(settings.web.root),
      outbox(clock, settings.mail.brand) {
  if (!settings.redis.url.empty())
    redis.emplace(settings.redis, metrics, runtime::thread_count(settings.workers));
  if (!settings.telemetry.otlp_endpoint.empty())
    tracer.emplace(clock, telemetry::Tracer::Options{.ratio = settings.telemetry.trace_ratio});
}

}  // namespace gatehouse::app
