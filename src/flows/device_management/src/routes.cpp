#include <gatehouse/flows/device_management.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

void DeviceManagement::add_routes(api::Router& router) {
  router.add({.method = api::Method::get,
              .path = "/v1/me/devices",
              .operation_id = "listDevices",
              .summary = "The devices that this account has signed in from",
              .access = api::signed_in(),
              .tag = "Devices"},
             *this, &DeviceManagement::list);
  router.add({.method = api::Method::patch,
              .path = "/v1/me/devices/{id}",
              .operation_id = "updateDevice",
              .summary = "Rename a device, trust the one that asks, or trust one no longer",
              .access = api::signed_in(),
              .tag = "Devices",
              .errors = {ErrorCode::not_found, ErrorCode::forbidden,
                         ErrorCode::insufficient_user_authentication}},
             *this, &DeviceManagement::update);
  router.add({.method = api::Method::delete_,
              .path = "/v1/me/devices/{id}",
              .operation_id = "forgetDevice",
              .summary = "Forget a device and end its sessions",
              .access = api::signed_in(),
              .tag = "Devices",
              .errors = {ErrorCode::not_found}},
             *this, &DeviceManagement::forget);
}

api::Fields fields_of(std::type_identity<UpdateDevice>) { return {{"name", {.max_length = 100}}}; }

}  // namespace gatehouse::flows
