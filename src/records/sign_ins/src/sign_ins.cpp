#include <gatehouse/records/sign_ins/sign_ins.hpp>

#include <gatehouse_sql/sign_ins.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(SignInId, std::optional<AccountId>, SignInPurpose, std::optional<SessionId>,
                     std::optional<pg::Bytes>, pg::Bytes, std::optional<DeviceId>,
                     boost::json::value, bool, IpAddress, std::string, Timestamp, Timestamp,
                     std::int32_t)>
    create_query{sql::sign_ins::create};
const pg::SetQuery<SignIn(SignInId)> find_query{sql::sign_ins::find};
const pg::Query<void(SignInId, Timestamp)> touch_query{sql::sign_ins::touch};
const pg::SetQuery<void(SignInId, SignInState, Timestamp)> close_query{sql::sign_ins::close};
const pg::Query<SignIn(Timestamp, std::int32_t)> remove_expired_query{
    sql::sign_ins::remove_expired};

}  // namespace

pg::Pending<std::int64_t> SignIns::create(const SignIn& s) {
  return tx_.execute(create_query, s.id, s.account_id, s.purpose, s.session_id, s.browser_hash,
                     s.identifier_mac, s.device_id, s.device_claim, s.must_enrol, s.ip_address,
                     s.user_agent, s.expires_at, s.created_at, s.trust_generation);
}

pg::Pending<std::optional<SignIn>> SignIns::find(SignInId id) {
  return tx_.optional(find_query, id);
}

pg::Pending<std::int64_t> SignIns::touch(SignInId id, Timestamp now) {
  return tx_.execute(touch_query, id, now);
}

pg::Pending<std::int64_t> SignIns::close(SignInId id, SignInState state, Timestamp now) {
  return tx_.execute(close_query, id, state, now);
}

pg::Pending<std::vector<SignIn>> SignIns::remove_expired(Timestamp before, std::int32_t limit) {
  return tx_.list(remove_expired_query, before, limit);
}

}  // namespace gatehouse::records
