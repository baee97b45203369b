// The keys that sign and verify access tokens, in memory. Thread-safe; replaced whole when they change.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/crypto/jwk.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/records/signing_keys.hpp>

namespace gatehouse::services {

class SigningKeySet {
 public:
  struct Entry {
    crypto::Key key;
    Timestamp activates_at;
    std::optional<Timestamp> retires_at;  ///< empty: not known yet
  };
  using Entries = std::vector<Entry>;  ///< the one that activates last first

  /// Reads what is published. A key that the key ring does not open is left out. Throws Unavailable.
  Task<> load(pg::Database& database, const crypto::KeyRing& ring, Timestamp now);

  /// The key that signs at `now`: the newest that is active, or the newest of all before any is. Null before load().
  std::shared_ptr<const crypto::Key> signing_key(Timestamp now) const;
  /// Null when no key that is published at `now` has this kid.
  std::shared_ptr<const crypto::Key> find(std::string_view kid, Timestamp now) const;
  /// The JWK Set (RFC 7517 section 5) of what is published at `now`.
  boost::json::object jwks(Timestamp now) const;

 private:
  std::shared_ptr<const Entries> entries() const;

  mutable std::mutex mutex_;
  std::shared_ptr<const Entries> entries_ = std::make_shared<const Entries>();
};

/// How keys follow each other.
struct KeyRotation {
  crypto::Algorithm algorithm = crypto::Algorithm::es256;
  std::chrono::seconds max_age{90 * 86400};
  std::chrono::seconds publish_before_use{
      600};  ///< so that every verifier's cached JWK Set has the key
  std::chrono::seconds token_lifetime{15 * 60};
};

/// Makes a new key when there is none, when the newest is older than max_age, or when `force`; others stay published
/// until the last token they signed has expired. Announces the change. Returns the new key's kid, empty when nothing
/// was due. Several instances may call it at once: one makes the key.
Task<std::string> rotate_signing_keys(pg::Database& database, const crypto::KeyRing& ring,
                                      KeyRotation rotation, bool force, Timestamp now);

/// Seals what is published under the ring's first key, for the rotation of key-encryption keys. Returns how many it
/// sealed anew; one that the ring does not open is left as it is.
Task<std::int64_t> reseal_signing_keys(pg::Database& database, const crypto::KeyRing& ring,
                                       Timestamp now);

}  // namespace gatehouse::services
