// What happened to the account, as its owner sees it.
#pragma once

#include <optional>

#include <boost/describe.hpp>

#include <gatehouse/platform/api/page.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/records/security_events.hpp>

namespace gatehouse::flows {

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
  explicit History(pg::Database& database) : database_(database) {}

  void add_routes(api::Router& router);

  Task<Result<api::Page<records::SecurityEvent>>> security_events(api::Context& context,
                                                                  SecurityEventQuery query);
  Task<Result<api::Page<records::SignInRecord>>> sign_ins(api::Context& context, SignInQuery query);

 private:
  pg::Database& database_;
};

}  // namespace gatehouse::flows
