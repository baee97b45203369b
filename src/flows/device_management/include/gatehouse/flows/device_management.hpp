// The account's devices: list, rename, trust, forget.
#pragma once

#include <boost/describe.hpp>

#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/records/devices.hpp>

namespace gatehouse::flows {

struct DeviceList {
  std::vector<records::Device> items;
};
BOOST_DESCRIBE_STRUCT(DeviceList, (), (items))

struct UpdateDevice {
  DeviceId id;
  std::optional<std::string> name;
  std::optional<bool> trusted;
};
BOOST_DESCRIBE_STRUCT(UpdateDevice, (), (id, name, trusted))
api::Fields fields_of(std::type_identity<UpdateDevice>);

struct DeviceRef {
  DeviceId id;
};
BOOST_DESCRIBE_STRUCT(DeviceRef, (), (id))

class DeviceManagement {
 public:
  explicit DeviceManagement(pg::Database& database) : database_(database) {}

  void add_routes(api::Router& router);

  Task<Result<DeviceList>> list(api::Context& context);
  Task<Result<records::Device>> update(api::Context& context, UpdateDevice request);
  /// Ends the device's sessions too.
  Task<Result<api::Empty>> forget(api::Context& context, DeviceRef request);

 private:
  pg::Database& database_;
};

}  // namespace gatehouse::flows
