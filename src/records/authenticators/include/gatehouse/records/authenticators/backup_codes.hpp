// Backup codes: each signs in once instead of a second factor.
//
// Owns backup_codes. Knows keyed hashes of codes only.
#pragma once

#include <optional>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct BackupCodeCount {
  std::int64_t remaining = 0;
  std::optional<Timestamp> created_at;  ///< empty: the account never had any
};
BOOST_DESCRIBE_STRUCT(BackupCodeCount, (), (remaining, created_at))

class BackupCodes {
 public:
  explicit BackupCodes(pg::Transaction& transaction) : tx_(transaction) {}

  /// Puts these in the place of all that the account has.
  void replace(AccountId account, std::vector<pg::Bytes> code_macs, Timestamp now);
  /// Affects no row when the account has none.
  pg::Pending<std::int64_t> remove_all(AccountId account);
  /// Affects no row when there is no such code or it was used before.
  pg::Pending<std::int64_t> use(AccountId account, pg::Bytes code_mac, Timestamp now);
  pg::Pending<BackupCodeCount> count(AccountId account);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
