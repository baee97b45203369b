#include <gatehouse/records/devices.hpp>

#include <gatehouse_sql/devices.hpp>

namespace gatehouse::records {
namespace {

const pg::SetQuery<void(AccountId, DeviceId, IpAddress, std::string, Timestamp)> note_seen_query{
    sql::devices::note_seen};
const pg::Query<void(AccountId, DeviceId, std::string, DeviceType, std::optional<std::string>,
                     pg::Bytes, IpAddress, std::string, Timestamp)>
    add_query{sql::devices::add};
const pg::Query<Device(AccountId)> list_query{sql::devices::list};
const pg::Query<Device(AccountId, DeviceId, std::optional<std::string>, bool)> update_query{
    sql::devices::update};
const pg::Query<std::int32_t(AccountId, DeviceId, Timestamp, Timestamp)> trust_query{
    sql::devices::trust};
const pg::Query<void(AccountId, DeviceId)> forget_query{sql::devices::forget};

}  // namespace

pg::Pending<std::int64_t> Devices::note_seen(AccountId account, DeviceId device,
                                             const IpAddress& address, std::string user_agent,
                                             Timestamp now) {
  return tx_.execute(note_seen_query, account, device, address, user_agent, now);
}

pg::Pending<std::int64_t> Devices::add(const NewDevice& d) {
  return tx_.execute(add_query, d.account_id, d.id, d.device_name, d.device_type, d.platform,
                     d.traits_hash, d.ip_address, d.user_agent, d.now);
}

pg::Pending<std::vector<Device>> Devices::list(AccountId account) {
  return tx_.list(list_query, account);
}

pg::Pending<std::optional<Device>> Devices::update(AccountId account, DeviceId device,
                                                   std::optional<std::string> name,
                                                   bool is_untrusted) {
  return tx_.optional(update_query, account, device, name, is_untrusted);
}

pg::Pending<std::optional<std::int32_t>> Devices::trust(AccountId account, DeviceId device,
                                                        Timestamp until, Timestamp now) {
  return tx_.optional(trust_query, account, device, until, now);
}

pg::Pending<std::int64_t> Devices::forget(AccountId account, DeviceId device) {
  return tx_.execute(forget_query, account, device);
}

}  // namespace gatehouse::records
