// The key pair that signs web push messages (RFC 8292): one for all instances, made at the first start. Browsers'
// subscriptions take messages of this key alone.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/push/vapid_key.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::services {

/// Thread-safe.
class WebPushKey {
 public:
  /// Reads it, or makes it. Throws Unavailable, also when it cannot be opened: its key-encryption key is not in the
  /// ring.
  Task<> load(pg::Database& database, const crypto::KeyRing& ring, Timestamp now);

  /// Seals it under the ring's first key, for the rotation of key-encryption keys. Returns 1 when it did.
  static Task<std::int64_t> reseal(pg::Database& database, const crypto::KeyRing& ring);

  /// Null before load().
  std::shared_ptr<const push::VapidKey> get() const;
  /// What pages give to PushManager.subscribe(), in base64url; empty before load().
  std::optional<std::string> public_key() const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const push::VapidKey> key_;
};

}  // namespace gatehouse::services
