#include <gatehouse/records/authenticators/factors.hpp>

#include <gatehouse_sql/authenticators.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(AccountId, FactorId, MfaMethod, std::string, std::optional<pg::Bytes>,
                     std::optional<std::string>, std::optional<DeviceId>, Timestamp, Timestamp)>
    create_query{sql::authenticators::create};
const pg::Query<Factor(AccountId, FactorId, std::optional<std::string>, std::int64_t, std::int16_t,
                       Timestamp)>
    enable_query{sql::authenticators::enable};
const pg::SetQuery<Factor(AccountId)> list_query{sql::authenticators::list};
const pg::Query<Factor(AccountId, MfaMethod, std::optional<FactorId>, Timestamp)>
    find_unconfirmed_query{sql::authenticators::find_unconfirmed};
const pg::Query<Factor(AccountId, FactorId, std::string)> rename_query{sql::authenticators::rename};
const pg::Query<void(AccountId, FactorId)> remove_query{sql::authenticators::remove};
const pg::Query<void(AccountId, FactorId, Timestamp, IpAddress)> mark_used_query{
    sql::authenticators::mark_used};
const pg::SetQuery<void(AccountId, FactorId, std::int64_t, std::int16_t, Timestamp, IpAddress)>
    use_step_query{sql::authenticators::use_step};
const pg::Query<std::int32_t(AccountId, MfaMethod, std::int32_t)> count_failure_query{
    sql::authenticators::count_failure};
const pg::Query<void(AccountId, std::optional<MfaMethod>)> forget_failures_query{
    sql::authenticators::forget_failures};
const pg::Query<void(AccountId, FactorId)> forget_target_query{sql::authenticators::forget_target};
const pg::Query<void(Timestamp, std::int32_t)> remove_unconfirmed_query{
    sql::authenticators::remove_unconfirmed};

}  // namespace

pg::Pending<std::int64_t> Factors::create(const NewFactor& f) {
  return tx_.execute(create_query, f.account_id, f.id, f.method_type, f.name, f.secret, f.address,
                     f.device_id, f.expires_at, f.created_at);
}

pg::Pending<std::optional<Factor>> Factors::enable(AccountId account, FactorId id,
                                                   std::optional<std::string> name,
                                                   std::int64_t last_step, std::int16_t drift,
                                                   Timestamp now) {
  return tx_.optional(enable_query, account, id, name, last_step, drift, now);
}

pg::Pending<std::vector<Factor>> Factors::list(AccountId account) {
  return tx_.list(list_query, account);
}

pg::Pending<std::optional<Factor>> Factors::find_unconfirmed(AccountId account, MfaMethod method,
                                                             std::optional<FactorId> id,
                                                             Timestamp now) {
  return tx_.optional(find_unconfirmed_query, account, method, id, now);
}

pg::Pending<std::optional<Factor>> Factors::rename(AccountId account, FactorId id,
                                                   std::string name) {
  return tx_.optional(rename_query, account, id, name);
}

pg::Pending<std::int64_t> Factors::remove(AccountId account, FactorId id) {
  return tx_.execute(remove_query, account, id);
}

pg::Pending<std::int64_t> Factors::mark_used(AccountId account, FactorId id,
                                             const IpAddress& address, Timestamp now) {
  return tx_.execute(mark_used_query, account, id, now, address);
}

pg::Pending<std::int64_t> Factors::use_step(AccountId account, FactorId id, std::int64_t step,
                                            std::int16_t drift, const IpAddress& address,
                                            Timestamp now) {
  return tx_.execute(use_step_query, account, id, step, drift, now, address);
}

pg::Pending<std::optional<std::int32_t>> Factors::count_failure(AccountId account, MfaMethod method,
                                                                std::int32_t limit) {
  return tx_.optional(count_failure_query, account, method, limit);
}

pg::Pending<std::int64_t> Factors::forget_failures(AccountId account,
                                                   std::optional<MfaMethod> method) {
  return tx_.execute(forget_failures_query, account, method);
}

pg::Pending<std::int64_t> Factors::forget_target(AccountId account, FactorId id) {
  return tx_.execute(forget_target_query, account, id);
}

pg::Pending<std::int64_t> Factors::remove_unconfirmed(Timestamp before, std::int32_t limit) {
  return tx_.execute(remove_unconfirmed_query, before, limit);
}

}  // namespace gatehouse::records
