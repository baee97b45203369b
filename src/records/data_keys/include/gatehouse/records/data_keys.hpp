// The key of each account's encrypted columns, wrapped under a key-encryption key. Removing the row makes everything
// sealed under it unreadable.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct WrappedKey {
  AccountId account_id;
  pg::Bytes wrapped_key;
};
BOOST_DESCRIBE_STRUCT(WrappedKey, (), (account_id, wrapped_key))

class DataKeys {
 public:
  explicit DataKeys(pg::Transaction& transaction) : tx_(transaction) {}

  /// Empty when the account has no key yet.
  pg::Pending<std::optional<pg::Bytes>> find(AccountId account);
  /// `key_encryption_key`: the id of the key that wraps it. Affects no row when the account has a key already.
  pg::Pending<std::int64_t> create(AccountId account, pg::Bytes wrapped_key,
                                   std::string key_encryption_key, Timestamp now);
  /// Those that another key-encryption key wraps than `current`, by account, behind `after`.
  pg::Pending<std::vector<WrappedKey>> list_outdated(std::string current,
                                                     std::optional<AccountId> after,
                                                     std::int32_t limit);
  /// The same key, wrapped anew. Affects no row when it is no longer `old`.
  pg::Pending<std::int64_t> replace(const WrappedKey& old, pg::Bytes wrapped_key,
                                    std::string key_encryption_key);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
