// The endpoints of whoever runs the service.
#pragma once

#include <gatehouse/app/shared.hpp>
#include <gatehouse/platform/api/router.hpp>

namespace gatehouse::app {

class Operations {
 public:
  explicit Operations(Shared& shared) : shared_(shared) {}

  /// /openapi.json; /healthz and /readyz unless they have a port of their own; in development mode then /metrics too.
  void add_routes(api::Router& router);
  /// /healthz, /readyz and /metrics, for a port that only whoever runs the service reaches.
  void add_operator_routes(api::Router& router);

 private:
  using Operation = Task<Result<http::Response>> (Operations::*)(api::Context&);
  void add(api::Router& router, std::string_view path, std::string_view id,
           std::string_view summary, Operation operation);
  void add_probes(api::Router& router);
  void add_metrics(api::Router& router);
  Task<Result<http::Response>> alive(api::Context& context);
  Task<Result<http::Response>> ready(api::Context& context);
  Task<Result<http::Response>> metrics(api::Context& context);
  Task<Result<http::Response>> document(api::Context& context);

  Shared& shared_;
  const api::Router* router_ = nullptr;
  std::shared_ptr<const std::string> document_;
};

}  // namespace gatehouse::app
