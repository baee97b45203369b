// The devices that an account has signed in from.
//
// Owns trusted_devices. A device is recognised by its id (which its signed device token carries), else by its traits;
// one account has each set of traits once. Forgetting a device makes its token worthless. Traits can be imitated, so
// trust is of tokens: each time that a device becomes trusted has a number, and only tokens that name it count.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

BOOST_DEFINE_ENUM_CLASS(DeviceType, mobile, desktop, tablet, other)

struct Device {
  DeviceId id;
  std::string device_name;
  DeviceType device_type{};
  std::optional<std::string> platform;
  IpAddress ip_address;
  std::string user_agent;
  bool is_trusted = false;
  std::optional<Timestamp> trusted_until;
  Timestamp last_seen;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Device, (),
                      (id, device_name, device_type, platform, ip_address, user_agent, is_trusted,
                       trusted_until, last_seen, created_at))

struct NewDevice {
  AccountId account_id;
  DeviceId id;
  std::string device_name;
  DeviceType device_type{};
  std::optional<std::string> platform;
  pg::Bytes traits_hash;
  IpAddress ip_address;
  std::string user_agent;
  Timestamp now;
};

class Devices {
 public:
  explicit Devices(pg::Transaction& transaction) : tx_(transaction) {}

  /// Affects no row when the account has no such device.
  pg::Pending<std::int64_t> note_seen(AccountId account, DeviceId device, const IpAddress& address,
                                      std::string user_agent, Timestamp now);
  /// Affects no row when the account has a device with these traits.
  pg::Pending<std::int64_t> add(const NewDevice& device);
  /// Most recently seen first.
  pg::Pending<std::vector<Device>> list(AccountId account);
  /// Renames a device, trusts it no longer, or both; empty when the account has no such device.
  pg::Pending<std::optional<Device>> update(AccountId account, DeviceId device,
                                            std::optional<std::string> name, bool is_untrusted);
  /// Trusts a device until `until`; the number that its tokens must name, a new one unless trust is running. Empty when
  /// the account has no such device.
  pg::Pending<std::optional<std::int32_t>> trust(AccountId account, DeviceId device,
                                                 Timestamp until, Timestamp now);
  /// Affects no row when the account has no such device.
  pg::Pending<std::int64_t> forget(AccountId account, DeviceId device);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
