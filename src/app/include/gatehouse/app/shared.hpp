// What all workers share; all of it thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include <gatehouse/app/outbox_capture.hpp>
#include <gatehouse/app/pages.hpp>
#include <gatehouse/app/redis_health.hpp>
#include <gatehouse/platform/api/limits.hpp>
#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/geo.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/signal_board.hpp>
#include <gatehouse/platform/runtime/thread_pool.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>
#include <gatehouse/platform/telemetry/tracer.hpp>
#include <gatehouse/services/notify/text_limits.hpp>
#include <gatehouse/services/password_policy.hpp>
#include <gatehouse/services/policy/permissions.hpp>
#include <gatehouse/services/proofs/passkey_ceremonies.hpp>
#include <gatehouse/services/tokens/revocations.hpp>
#include <gatehouse/services/tokens/signing_key_set.hpp>
#include <gatehouse/services/web_push_key.hpp>

namespace gatehouse::app {

struct Shared {
  /// `conninfo`: of the database. Throws std::runtime_error with a sentence when a key, list or page cannot be read.
  Shared(const config::Settings& settings_, std::string conninfo_, const Clock& clock_);

  config::Settings settings;
  std::string conninfo;
  const Clock& clock;
  crypto::KeyRing ring;
  crypto::Argon2Parameters argon2;
  runtime::ThreadPool hash_pool;
  services::PasswordPolicy passwords;
  services::PasskeyRules rules_of_passkeys;
  services::PasskeyCeremonies passkeys;
  services::TextLimits texts;
  services::WebPushKey push_key;
  runtime::SignalBoards approvals;  ///< signals of records::approvals_channel, by sign-in
  services::SigningKeySet signing_keys;
  services::Revocations revocations;
  services::Permissions permissions;
  api::LocalRateLimiter limiter;
  telemetry::Metrics metrics;
  std::optional<telemetry::Tracer> tracer;  ///< empty when telemetry.otlp_endpoint is
  std::optional<RedisHealth> redis;         ///< empty when redis.url is
  geo::Places places;
  Pages pages;
  OutboxCapture outbox;
  /// Of every worker; complete before the first one runs.
  std::vector<std::shared_ptr<const pg::DatabaseStatistics>> databases;
  std::atomic<bool> ready{false};  ///< keys are loaded and ended sessions are known
};

}  // namespace gatehouse::app
