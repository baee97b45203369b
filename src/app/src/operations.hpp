// The endpoints of whoever runs the service.
#pragma once

#include <gatehouse/app/shared.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/pg/database.hpp>

namespace gatehouse::app {

class Operations {
 public:
  Operations(Shared& shared, pg::Database& database) : shared_(shared), database_(database) {}

  /// /healthz, /readyz, /openapi.json; /metrics unless it has a port of its own.
  void add_routes(api::Router& router);

 private:
  Task<Result<http::Response>> alive(api::Context& context);
  Task<Result<http::Response>> ready(api::Context& context);
  Task<Result<http::Response>> metrics(api::Context& context);
  Task<Result<http::Response>> document(api::Context& context);

  Shared& shared_;
  pg::Database& database_;
  const api::Router* router_ = nullptr;
  std::shared_ptr<const std::string> document_;
};

}  // namespace gatehouse::app
