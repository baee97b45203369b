#include <gatehouse/flows/profile.hpp>

namespace gatehouse::flows {

void Profile::add_routes(api::Router& router) {
  router.add({.method = api::Method::get,
              .path = "/v1/me",
              .operation_id = "showAccount",
              .summary = "The signed-in account",
              .access = api::signed_in(),
              .tag = "Account"},
             *this, &Profile::show);
  router.add({.method = api::Method::patch,
              .path = "/v1/me",
              .operation_id = "updateAccount",
              .summary = "Change name, language or time zone",
              .access = api::signed_in(),
              .tag = "Account"},
             *this, &Profile::update);
}

api::Fields fields_of(std::type_identity<UpdateAccount>) {
  return {{"display_name", {.max_length = 100}},
          {"locale", {.max_length = 35, .format = api::Format::locale}},
          {"time_zone", {.max_length = 64, .format = api::Format::time_zone}}};
}

}  // namespace gatehouse::flows
