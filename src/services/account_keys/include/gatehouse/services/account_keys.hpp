// The data key of an account: made when the first of its columns is sealed, kept wrapped in the database.
#pragma once

#include <gatehouse/platform/crypto/envelope.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::services {

class AccountKeys {
 public:
  explicit AccountKeys(const crypto::KeyRing& ring) : ring_(ring) {}

  /// The key as records::DataKeys::find gave it. Throws Unavailable when it cannot be unwrapped: its key-encryption key
  /// is not in the ring.
  crypto::DataKey unwrap(AccountId account, const pg::Bytes& wrapped) const;
  /// The account's key, made in `tx` when there is none yet. At most two flushes.
  Task<crypto::DataKey> get_or_create(pg::Transaction& tx, AccountId account, Timestamp now) const;

  /// Wraps every account's key under the ring's first key, in batches: for the rotation of key-encryption keys. What is
  /// sealed under the accounts' keys stays as it is. Keys whose key-encryption key is not in the ring are counted in
  /// `lost`.
  struct Rewrapped {
    std::int64_t done = 0;
    std::int64_t lost = 0;
  };
  Task<Rewrapped> rewrap_all(pg::Database& database) const;

 private:
  const crypto::KeyRing& ring_;
};

}  // namespace gatehouse::services
