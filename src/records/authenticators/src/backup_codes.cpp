#include <gatehouse/records/authenticators/backup_codes.hpp>

#include <gatehouse_sql/authenticators.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(AccountId, std::vector<pg::Bytes>, Timestamp)> add_query{
    sql::authenticators::add_backup_codes};
const pg::Query<void(AccountId)> remove_query{sql::authenticators::remove_backup_codes};
const pg::Query<void(AccountId, pg::Bytes, Timestamp)> use_query{
    sql::authenticators::use_backup_code};
const pg::Query<BackupCodeCount(AccountId)> count_query{sql::authenticators::count_backup_codes};

}  // namespace

void BackupCodes::replace(AccountId account, std::vector<pg::Bytes> code_macs, Timestamp now) {
  tx_.execute(remove_query, account);
  tx_.execute(add_query, account, code_macs, now);
}

pg::Pending<std::int64_t> BackupCodes::remove_all(AccountId account) {
  return tx_.execute(remove_query, account);
}

pg::Pending<std::int64_t> BackupCodes::use(AccountId account, pg::Bytes code_mac, Timestamp now) {
  return tx_.execute(use_query, account, code_mac, now);
}

pg::Pending<BackupCodeCount> BackupCodes::count(AccountId account) {
  return tx_.one(count_query, account);
}

}  // namespace gatehouse::records
