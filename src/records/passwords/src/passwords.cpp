#include <gatehouse/records/passwords.hpp>

#include <gatehouse_sql/passwords.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<std::string(AccountId)> find_hash_query{sql::passwords::find_hash};
const pg::Query<Timestamp(AccountId)> find_changed_at_query{sql::passwords::find_changed_at};
const pg::Query<void(AccountId, std::string, Timestamp)> set_query{sql::passwords::set};
const pg::Query<void(AccountId, std::string, std::string)> rehash_query{sql::passwords::rehash};

}  // namespace

pg::Pending<std::optional<std::string>> Passwords::find_hash(AccountId account) {
  return tx_.optional(find_hash_query, account);
}

pg::Pending<std::optional<Timestamp>> Passwords::find_changed_at(AccountId account) {
  return tx_.optional(find_changed_at_query, account);
}

pg::Pending<std::int64_t> Passwords::set(AccountId account, std::string hash, Timestamp now) {
  return tx_.execute(set_query, account, hash, now);
}

pg::Pending<std::int64_t> Passwords::rehash(AccountId account, std::string old_hash,
                                            std::string new_hash) {
  return tx_.execute(rehash_query, account, old_hash, new_hash);
}

}  // namespace gatehouse::records
