// The devices that an account has signed in from.
//
// Owns trusted_devices. A device is recognised by its id (which its signed device token carries), else by its traits;
// one account has each set of traits once. Forgetting a device makes its token worthless.
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

struct SeenDevice {
  AccountId account_id;
  std::optional<DeviceId> claimed_id;  ///< from a device token whose MAC is right
  DeviceId new_id;                     ///< taken when the device is not known yet
  std::string device_name;
  DeviceType device_type{};
  std::optional<std::string> platform;
  pg::Bytes traits_hash;
  IpAddress ip_address;
  std::string user_agent;
  Timestamp now;
};

struct RecognisedDevice {
  DeviceId id;
  bool is_new = false;
  bool is_trusted = false;
};
BOOST_DESCRIBE_STRUCT(RecognisedDevice, (), (id, is_new, is_trusted))

class Devices {
 public:
  explicit Devices(pg::Transaction& transaction) : tx_(transaction) {}

  /// Finds the device and notes where it was seen, or adds it. Trust that has run out does not count.
  pg::Pending<RecognisedDevice> recognise(const SeenDevice& device);
  /// Most recently seen first.
  pg::Pending<std::vector<Device>> list(AccountId account);
  /// Renames a device, or trusts it until `trusted_until` (or no longer); empty when the account has no such device.
  pg::Pending<std::optional<Device>> update(AccountId account, DeviceId device,
                                            std::optional<std::string> name,
                                            std::optional<bool> trusted, Timestamp trusted_until);
  /// Affects no row when the account has no such device.
  pg::Pending<std::int64_t> forget(AccountId account, DeviceId device);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
