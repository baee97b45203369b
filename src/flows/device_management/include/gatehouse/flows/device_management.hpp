// The account's devices: list, rename, trust, forget.
#pragma once

#include <boost/describe.hpp>

#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/geo.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/records/devices.hpp>
#include <gatehouse/services/session_start.hpp>

namespace gatehouse::flows {

struct DeviceItem : records::Device {
  bool is_current = false;          ///< the one of the session that asks
  std::optional<geo::Place> place;  ///< of the address
};
BOOST_DESCRIBE_STRUCT(DeviceItem, (records::Device), (is_current, place))

struct DeviceList {
  std::vector<DeviceItem> items;
};
BOOST_DESCRIBE_STRUCT(DeviceList, (), (items))

struct UpdateDevice {
  DeviceId id;
  std::optional<std::string> name;
  std::optional<bool> trusted;
};
BOOST_DESCRIBE_STRUCT(UpdateDevice, (), (id, name, trusted))
api::Fields fields_of(std::type_identity<UpdateDevice>);

/// A device that became trusted is trusted by this token alone; a page has it in its cookie.
struct ChangedDevice : DeviceItem {
  std::optional<std::string> device_token;
};
BOOST_DESCRIBE_STRUCT(ChangedDevice, (DeviceItem), (device_token))

struct DeviceRef {
  DeviceId id;
};
BOOST_DESCRIBE_STRUCT(DeviceRef, (), (id))

class DeviceManagement {
 public:
  DeviceManagement(pg::Database& database, const services::SessionStart& sessions,
                   const geo::Places& places)
      : database_(database), sessions_(sessions), places_(places) {}

  void add_routes(api::Router& router);

  Task<Result<DeviceList>> list(api::Context& context);
  /// Only the device that asks can be trusted: its token goes out with the answer.
  Task<Result<ChangedDevice>> update(api::Context& context, UpdateDevice request);
  /// Ends the device's sessions too.
  Task<Result<api::Empty>> forget(api::Context& context, DeviceRef request);

 private:
  pg::Database& database_;
  const services::SessionStart& sessions_;
  const geo::Places& places_;
};

}  // namespace gatehouse::flows
