// What the system does by the clock: rotates signing keys, makes and drops monthly partitions, removes what has
// expired, in batches, and records the sign-ins that were left before their second factor.
#pragma once

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/services/tokens/signing_key_set.hpp>

namespace gatehouse::flows {

/// How long what is over is kept.
struct Retention {
  std::chrono::days history{400};  ///< security events, sign-in attempts, audit trail
  std::chrono::days outbox{30};
  std::chrono::days deliveries{30};
  std::chrono::days sessions{90};  ///< after their end
};

class Maintenance {
 public:
  Maintenance(pg::Database& database, const crypto::KeyRing& ring, services::KeyRotation rotation,
              Retention retention, const Clock& clock)
      : database_(database),
        ring_(ring),
        rotation_(rotation),
        retention_(retention),
        clock_(clock) {}

  /// One round of everything; cheap when nothing is due. Throws Unavailable.
  Task<> run_once();

 private:
  Task<> keep_partitions(Timestamp now);
  Task<> remove_expired(Timestamp now);
  Task<> end_unfinished(Timestamp now);

  pg::Database& database_;
  const crypto::KeyRing& ring_;
  services::KeyRotation rotation_;
  Retention retention_;
  const Clock& clock_;
};

}  // namespace gatehouse::flows
