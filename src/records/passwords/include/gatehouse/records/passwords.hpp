// Password hashes: PHC strings of Argon2id, one an account. Never sees a password.
#pragma once

#include <optional>
#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

class Passwords {
 public:
  explicit Passwords(pg::Transaction& transaction) : tx_(transaction) {}

  /// Empty when the account has no password.
  pg::Pending<std::optional<std::string>> find_hash(AccountId account);
  /// When the password was set or last changed; empty when the account has none.
  pg::Pending<std::optional<Timestamp>> find_changed_at(AccountId account);
  /// Sets or replaces the password.
  pg::Pending<std::int64_t> set(AccountId account, std::string hash, Timestamp now);
  /// Replaces `old_hash` by the same password hashed with other parameters; affects no row when the password has
  /// changed meanwhile.
  pg::Pending<std::int64_t> rehash(AccountId account, std::string old_hash, std::string new_hash);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
