// The steps of a request, in their order. The table of routes stands beside them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

#include "path_tree.hpp"

namespace gatehouse::api {

class Pipeline {
 public:
  explicit Pipeline(RouterOptions options);

  Task<http::Response> handle(http::Request& request);

  PathTree tree;
  std::vector<RouteInfo> routes;
  std::vector<Operation> operations;  // by the number of their route
  std::function<Task<http::Response>(http::Request&)> fallback;

 private:
  telemetry::Activity begin(Context& context) const;
  Task<Result<http::Response>> run(Context& context, const Operation& operation);
  Task<http::Response> run_fallback(Context& context);
  Task<std::optional<Error>> admit(Context& context);
  Task<std::optional<Error>> count(const Context& context, bool by_account);
  Task<std::optional<Error>> authenticate(Context& context);
  Error failure(const Context& context);

  http::Response unrouted(const Methods* methods, Context& context) const;
  http::Response refuse(const Context& context, const Error& error) const;
  void finish(const Context& context, http::Response& response) const;

  RouterOptions options_;
  std::string origin_;
  bool https_;
};

}  // namespace gatehouse::api
