#include <gatehouse/records/data_keys.hpp>

#include <gatehouse_sql/data_keys.hpp>

namespace gatehouse::records {
namespace {

const pg::SetQuery<pg::Bytes(AccountId)> find_query{sql::data_keys::find};
const pg::Query<void(AccountId, pg::Bytes, std::string, Timestamp)> create_query{
    sql::data_keys::create};
const pg::Query<WrappedKey(std::string, std::optional<AccountId>, std::int32_t)>
    list_outdated_query{sql::data_keys::list_outdated};
const pg::Query<void(AccountId, pg::Bytes, pg::Bytes, std::string)> replace_query{
    sql::data_keys::replace};

}  // namespace

pg::Pending<std::optional<pg::Bytes>> DataKeys::find(AccountId account) {
  return tx_.optional(find_query, account);
}

pg::Pending<std::int64_t> DataKeys::create(AccountId account, pg::Bytes wrapped_key,
                                           std::string key_encryption_key, Timestamp now) {
  return tx_.execute(create_query, account, wrapped_key, key_encryption_key, now);
}

pg::Pending<std::vector<WrappedKey>> DataKeys::list_outdated(std::string current,
                                                             std::optional<AccountId> after,
                                                             std::int32_t limit) {
  return tx_.list(list_outdated_query, current, after, limit);
}

pg::Pending<std::int64_t> DataKeys::replace(const WrappedKey& old, pg::Bytes wrapped_key,
                                            std::string key_encryption_key) {
  return tx_.execute(replace_query, old.account_id, old.wrapped_key, wrapped_key,
                     key_encryption_key);
}

}  // namespace gatehouse::records
