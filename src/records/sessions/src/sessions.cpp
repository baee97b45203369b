#include <gatehouse/records/sessions.hpp>

#include <fmt/ranges.h>

#include <gatehouse_sql/sessions.hpp>

namespace gatehouse::records {
namespace {

const pg::SetQuery<SessionExpiry(AccountId, SessionId, DeviceId, IpAddress, std::string,
                                 std::string, std::string, pg::Bytes, double, double, Timestamp,
                                 std::optional<Timestamp>)>
    create_query{sql::sessions::create};
const pg::Query<Rotation(AccountId, SessionId, pg::Bytes, std::int32_t, double, Timestamp)>
    rotate_query{sql::sessions::rotate};
const pg::Query<SessionExpiry(AccountId, SessionId, std::string, std::vector<std::string>,
                              Timestamp)>
    raise_query{sql::sessions::raise};
const pg::Query<DeviceId(AccountId, SessionId)> find_device_query{sql::sessions::find_device};
const pg::Query<Session(AccountId, Timestamp)> list_query{sql::sessions::list};
const pg::Query<SessionId(AccountId, SessionId, std::string, Timestamp)> end_query{
    sql::sessions::end};
const pg::Query<SessionId(AccountId, std::optional<SessionId>, std::string, Timestamp)>
    end_all_but_query{sql::sessions::end_all_but};
const pg::Query<SessionId(AccountId, DeviceId, std::string, Timestamp)> end_of_device_query{
    sql::sessions::end_of_device};
const pg::Query<SessionId(Timestamp)> list_ended_since_query{sql::sessions::list_ended_since};
const pg::Query<void(Timestamp, std::int32_t)> remove_old_query{sql::sessions::remove_old};

double to_seconds(std::chrono::seconds value) { return static_cast<double>(value.count()); }

// RFC 8176 names: letters and digits.
std::string array_text(const std::vector<std::string>& names) {
  return fmt::format("{{{}}}", fmt::join(names, ","));
}

}  // namespace

pg::Pending<std::optional<SessionExpiry>> Sessions::create(const NewSession& s) {
  return tx_.optional(create_query, s.account_id, s.id, s.device_id, s.ip_address, s.user_agent,
                      s.acr, array_text(s.amr), s.nonce_hash, to_seconds(s.idle_timeout),
                      to_seconds(s.absolute_timeout), s.now, s.password_since);
}

pg::Pending<std::optional<Rotation>> Sessions::rotate(AccountId account, SessionId session,
                                                      pg::Bytes nonce_hash, std::int32_t generation,
                                                      std::chrono::seconds grace, Timestamp now) {
  return tx_.optional(rotate_query, account, session, nonce_hash, generation, to_seconds(grace),
                      now);
}

pg::Pending<std::optional<SessionExpiry>> Sessions::raise(AccountId account, SessionId session,
                                                          std::string acr,
                                                          std::vector<std::string> amr,
                                                          Timestamp auth_time) {
  return tx_.optional(raise_query, account, session, acr, amr, auth_time);
}

pg::Pending<std::optional<DeviceId>> Sessions::find_device(AccountId account, SessionId session) {
  return tx_.optional(find_device_query, account, session);
}

pg::Pending<std::vector<Session>> Sessions::list(AccountId account, Timestamp now) {
  return tx_.list(list_query, account, now);
}

pg::Pending<std::vector<SessionId>> Sessions::end(AccountId account, SessionId session,
                                                  std::string reason, Timestamp now) {
  return tx_.list(end_query, account, session, reason, now);
}

pg::Pending<std::vector<SessionId>> Sessions::end_all_but(AccountId account,
                                                          std::optional<SessionId> keep,
                                                          std::string reason, Timestamp now) {
  return tx_.list(end_all_but_query, account, keep, reason, now);
}

pg::Pending<std::vector<SessionId>> Sessions::end_of_device(AccountId account, DeviceId device,
                                                            std::string reason, Timestamp now) {
  return tx_.list(end_of_device_query, account, device, reason, now);
}

pg::Pending<std::vector<SessionId>> Sessions::list_ended_since(Timestamp since) {
  return tx_.list(list_ended_since_query, since);
}

pg::Pending<std::int64_t> Sessions::remove_old(Timestamp before, std::int32_t limit) {
  return tx_.execute(remove_old_query, before, limit);
}

}  // namespace gatehouse::records
