#include <gatehouse/records/data_keys.hpp>

#include <gatehouse_sql/data_keys.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<pg::Bytes(AccountId)> find_query{sql::data_keys::find};
const pg::Query<void(AccountId, pg::Bytes, std::string, Timestamp)> create_query{
    sql::data_keys::create};

}  // namespace

pg::Pending<std::optional<pg::Bytes>> DataKeys::find(AccountId account) {
  return tx_.optional(find_query, account);
}

pg::Pending<std::int64_t> DataKeys::create(AccountId account, pg::Bytes wrapped_key,
                                           std::string key_encryption_key, Timestamp now) {
  return tx_.execute(create_query, account, wrapped_key, key_encryption_key, now);
}

}  // namespace gatehouse::records
