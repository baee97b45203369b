// What happened to the account, as its owner sees it.
#pragma once

#include <gatehouse/platform/api/page.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/records/security_events.hpp>

namespace gatehouse::flows {

class History {
 public:
  explicit History(pg::Database& database) : database_(database) {}

  void add_routes(api::Router& router);

  Task<Result<api::Page<records::SecurityEvent>>> security_events(api::Context& context,
                                                                  api::PageQuery query);
  Task<Result<api::Page<records::SignInRecord>>> sign_ins(api::Context& context,
                                                          api::PageQuery query);

 private:
  pg::Database& database_;
};

}  // namespace gatehouse::flows
