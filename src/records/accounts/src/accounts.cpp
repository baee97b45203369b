#include <gatehouse/records/accounts.hpp>

#include <gatehouse_sql/accounts.hpp>

namespace gatehouse::records {
namespace {

using Text = std::string;
using MaybeText = std::optional<std::string>;

const pg::SetQuery<Account(AccountId)> find_query{sql::accounts::find};
const pg::Query<Account(IdentifierType, Text)> find_by_identifier_query{
    sql::accounts::find_by_identifier};
const pg::Query<SignInAccount(IdentifierType, Text, std::optional<DeviceId>, std::int32_t,
                              Timestamp)>
    find_for_sign_in_query{sql::accounts::find_for_sign_in};
const pg::SetQuery<SignInAccount(AccountId)> find_for_proof_query{sql::accounts::find_for_proof};
const pg::SetQuery<SessionAccount(AccountId, std::optional<DeviceId>, pg::Bytes, Timestamp)>
    find_for_session_query{sql::accounts::find_for_session};
const pg::Query<AccountStatus(AccountId)> lock_query{sql::accounts::lock};
const pg::SetQuery<void(AccountId)> hold_active_query{sql::accounts::hold_active};
const pg::Query<void(AccountId, AccountType, MaybeText, Text, Text, Timestamp)> create_query{
    sql::accounts::create};
const pg::Query<void(AccountId, IdentifierId, IdentifierType, Text, Text, std::optional<Timestamp>,
                     Timestamp)>
    add_identifier_query{sql::accounts::add_identifier};
const pg::Query<Account(AccountId, MaybeText, MaybeText, MaybeText, Timestamp)> update_query{
    sql::accounts::update};
const pg::Query<void(AccountId, AccountStatus, MaybeText, Timestamp)> set_status_query{
    sql::accounts::set_status};
const pg::Query<void(AccountId, Text, Timestamp)> set_security_profile_query{
    sql::accounts::set_security_profile};
const pg::Query<void(AccountId, std::vector<std::string>, Timestamp)> set_roles_query{
    sql::accounts::set_roles};
const pg::Query<std::int64_t()> count_query{sql::accounts::count};

}  // namespace

pg::Pending<std::optional<Account>> Accounts::find(AccountId id) {
  return tx_.optional(find_query, id);
}

pg::Pending<std::optional<Account>> Accounts::find_by_identifier(IdentifierType kind,
                                                                 std::string canonical) {
  return tx_.optional(find_by_identifier_query, kind, canonical);
}

pg::Pending<std::optional<SignInAccount>> Accounts::find_for_sign_in(IdentifierType kind,
                                                                     std::string canonical,
                                                                     std::optional<DeviceId> device,
                                                                     std::int32_t trust_generation,
                                                                     Timestamp now) {
  return tx_.optional(find_for_sign_in_query, kind, canonical, device, trust_generation, now);
}

pg::Pending<std::optional<SignInAccount>> Accounts::find_for_proof(AccountId id) {
  return tx_.optional(find_for_proof_query, id);
}

pg::Pending<std::optional<SessionAccount>> Accounts::find_for_session(AccountId id,
                                                                      const DeviceClue& device,
                                                                      Timestamp now) {
  return tx_.optional(find_for_session_query, id, device.claimed, device.traits_hash, now);
}

pg::Pending<std::optional<AccountStatus>> Accounts::lock(AccountId id) {
  return tx_.optional(lock_query, id);
}

pg::Pending<std::int64_t> Accounts::hold_active(AccountId id) {
  return tx_.execute(hold_active_query, id);
}

pg::Pending<std::int64_t> Accounts::create(const NewAccount& account) {
  return tx_.execute(create_query, account.id, account.account_type, account.display_name,
                     account.locale, account.time_zone, account.created_at);
}

pg::Pending<std::int64_t> Accounts::add_identifier(const NewIdentifier& identifier) {
  return tx_.execute(add_identifier_query, identifier.account_id, identifier.id, identifier.kind,
                     identifier.canonical, identifier.display, identifier.verified_at,
                     identifier.created_at);
}

pg::Pending<std::optional<Account>> Accounts::update(AccountId id,
                                                     std::optional<std::string> display_name,
                                                     std::optional<std::string> locale,
                                                     std::optional<std::string> time_zone,
                                                     Timestamp now) {
  return tx_.optional(update_query, id, display_name, locale, time_zone, now);
}

pg::Pending<std::int64_t> Accounts::set_status(AccountId id, AccountStatus status,
                                               std::optional<std::string> reason, Timestamp now) {
  return tx_.execute(set_status_query, id, status, reason, now);
}

pg::Pending<std::int64_t> Accounts::set_security_profile(AccountId id, std::string profile_name,
                                                         Timestamp now) {
  return tx_.execute(set_security_profile_query, id, profile_name, now);
}

pg::Pending<std::int64_t> Accounts::set_roles(AccountId id, std::vector<std::string> roles,
                                              Timestamp now) {
  return tx_.execute(set_roles_query, id, roles, now);
}

pg::Pending<std::int64_t> Accounts::count() { return tx_.one(count_query); }

}  // namespace gatehouse::records
