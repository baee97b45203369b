// What happened to the account, as its owner sees it.
#pragma once

#include <optional>

#include <boost/describe.hpp>

#include <gatehouse/platform/api/page.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/geo.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/records/security_events.hpp>

namespace gatehouse::flows {

struct SecurityEventItem : records::SecurityEvent {
  std::optional<geo::Place> place;  ///< of the address
};
BOOST_DESCRIBE_STRUCT(SecurityEventItem, (records::SecurityEvent), (place))

struct SignInItem : records::SignInRecord {
  std::optional<geo::Place> place;
};
BOOST_DESCRIBE_STRUCT(SignInItem, (records::SignInRecord), (place))

struct SecurityEventQuery : api::PageQuery {
  std::optional<records::Severity> min_severity;
};
BOOST_DESCRIBE_STRUCT(SecurityEventQuery, (api::PageQuery), (min_severity))
api::Fields fields_of(std::type_identity<SecurityEventQuery>);

struct SignInQuery : api::PageQuery {
  std::optional<bool> is_successful;
};
BOOST_DESCRIBE_STRUCT(SignInQuery, (api::PageQuery), (is_successful))
api::Fields fields_of(std::type_identity<SignInQuery>);

class History {
 public:
  History(pg::Database& database, const geo::Places& places)
      : database_(database), places_(places) {}

  void add_routes(api::Router& router);

  Task<Result<api::Page<SecurityEventItem>>> security_events(api::Context& context,
                                                             SecurityEventQuery query);
  Task<Result<api::Page<SignInItem>>> sign_ins(api::Context& context, SignInQuery query);

 private:
  pg::Database& database_;
  const geo::Places& places_;
};

}  // namespace gatehouse::flows
