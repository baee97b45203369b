// The signed-in account: what it is, and changing what is not about security.
#pragma once

#include <boost/describe.hpp>

#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/services/session_start.hpp>

namespace gatehouse::flows {

struct UpdateAccount {
  std::optional<std::string> display_name;
  std::optional<std::string> locale;
  std::optional<std::string> time_zone;
};
BOOST_DESCRIBE_STRUCT(UpdateAccount, (), (display_name, locale, time_zone))
api::Fields fields_of(std::type_identity<UpdateAccount>);

class Profile {
 public:
  explicit Profile(pg::Database& database) : database_(database) {}

  void add_routes(api::Router& router);

  Task<Result<services::AccountView>> show(api::Context& context);
  Task<Result<services::AccountView>> update(api::Context& context, UpdateAccount request);

 private:
  pg::Database& database_;
};

}  // namespace gatehouse::flows
