#include <gatehouse/records/registrations.hpp>

#include <gatehouse_sql/registrations.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(RegistrationId, std::string, std::string, std::string, std::string,
                     std::optional<std::string>, std::string, std::string, std::string,
                     boost::json::value, pg::Bytes, Timestamp, Timestamp, Timestamp, Timestamp)>
    create_query{sql::registrations::create};
const pg::Query<Registration(RegistrationId)> find_query{sql::registrations::find};
const pg::Query<Registration(RegistrationId, std::int16_t, Timestamp)> take_try_query{
    sql::registrations::take_try};
const pg::Query<void(RegistrationId, Timestamp)> complete_query{sql::registrations::complete};
const pg::Query<void(RegistrationId, Timestamp, Timestamp, std::int16_t, Timestamp)> renew_query{
    sql::registrations::renew};
const pg::Query<void(RegistrationId, pg::Bytes)> set_code_query{sql::registrations::set_code};
const pg::Query<void(Timestamp, std::int32_t)> remove_expired_query{
    sql::registrations::remove_expired};

}  // namespace

pg::Pending<std::int64_t> Registrations::create(const Registration& r) {
  return tx_.execute(create_query, r.id, r.identifier_kind, r.identifier_canonical,
                     r.identifier_display, r.password_hash, r.display_name, r.account_type,
                     r.locale, r.time_zone, r.consents, r.code_mac, r.code_expires_at,
                     r.resend_after, r.expires_at, r.created_at);
}

pg::Pending<std::optional<Registration>> Registrations::find(RegistrationId id) {
  return tx_.optional(find_query, id);
}

pg::Pending<std::optional<Registration>> Registrations::take_try(RegistrationId id,
                                                                 std::int16_t max_tries,
                                                                 Timestamp now) {
  return tx_.optional(take_try_query, id, max_tries, now);
}

pg::Pending<std::int64_t> Registrations::complete(RegistrationId id, Timestamp now) {
  return tx_.execute(complete_query, id, now);
}

pg::Pending<std::int64_t> Registrations::renew(RegistrationId id, Timestamp code_expires_at,
                                               Timestamp resend_after, std::int16_t max_sends,
                                               Timestamp now) {
  return tx_.execute(renew_query, id, code_expires_at, resend_after, max_sends, now);
}

pg::Pending<std::int64_t> Registrations::set_code(RegistrationId id, pg::Bytes code_mac) {
  return tx_.execute(set_code_query, id, code_mac);
}

pg::Pending<std::int64_t> Registrations::remove_expired(Timestamp before, std::int32_t limit) {
  return tx_.execute(remove_expired_query, before, limit);
}

}  // namespace gatehouse::records
