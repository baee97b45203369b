// The data key of an account: made when the first of its columns is sealed, kept wrapped in the database.
#pragma once

#include <gatehouse/platform/crypto/envelope.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
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

 private:
  const crypto::KeyRing& ring_;
};

}  // namespace gatehouse::services
