#include <gatehouse/records/authenticators/passkeys.hpp>

#include <gatehouse_sql/authenticators.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(AccountId, FactorId, pg::Bytes, pg::Bytes, pg::Bytes, std::int64_t, Uuid,
                     std::vector<std::string>, bool, bool, bool, bool, std::string, std::string,
                     Timestamp)>
    create_query{sql::authenticators::create_passkey};
const pg::Query<Passkey(AccountId)> list_query{sql::authenticators::list_passkeys};
const pg::Query<Passkey(pg::Bytes)> find_query{sql::authenticators::find_passkey};
const pg::Query<void(AccountId, FactorId, std::int64_t, std::int64_t, bool, bool)> use_query{
    sql::authenticators::use_passkey};

}  // namespace

pg::Pending<std::int64_t> Passkeys::create(const Passkey& p) {
  return tx_.execute(create_query, p.account_id, p.id, p.credential_id, p.user_handle, p.public_key,
                     p.sign_count, p.aaguid, p.transports, p.is_discoverable, p.backup_eligible,
                     p.backup_state, p.uv_initialized, p.attestation_format, p.attestation_trust,
                     p.created_at);
}

pg::Pending<std::vector<Passkey>> Passkeys::list(AccountId account) {
  return tx_.list(list_query, account);
}

pg::Pending<std::optional<Passkey>> Passkeys::find(pg::Bytes credential_id) {
  return tx_.optional(find_query, credential_id);
}

pg::Pending<std::int64_t> Passkeys::use(AccountId account, FactorId id, std::int64_t old_count,
                                        std::int64_t new_count, bool backup_state,
                                        bool uv_initialized) {
  return tx_.execute(use_query, account, id, old_count, new_count, backup_state, uv_initialized);
}

}  // namespace gatehouse::records
