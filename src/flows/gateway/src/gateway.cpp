#include <gatehouse/flows/gateway.hpp>

#include <boost/json/serialize.hpp>

namespace gatehouse::flows {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

}  // namespace

void Gateway::add_routes(api::Router& router) {
  router.add({.method = api::Method::get,
              .path = "/v1/gateway/verify",
              .operation_id = "verifyForGateway",
              .summary = "Whether a request's credential is good; who it is, in headers",
              .access = api::signed_in(),
              .tag = "Gateway"},
             *this, &Gateway::verify);
  router.add({.method = api::Method::get,
              .path = "/.well-known/jwks.json",
              .operation_id = "showJwks",
              .summary = "The keys that access tokens are signed with",
              .access = api::anonymous(),
              .tag = "Gateway",
              .content_type = "application/jwk-set+json"},
             *this, &Gateway::jwks);
}

Task<Result<api::Empty>> Gateway::verify(api::Context& context) {
  const auto& caller = context.principal();
  context.set_header("X-Gatehouse-Account", caller.account.text());
  context.set_header("X-Gatehouse-Session", caller.session.text());
  context.set_header("X-Gatehouse-Roles", joined(caller.roles));
  context.set_header("X-Gatehouse-Permissions", joined(caller.permissions));
  context.set_header("X-Gatehouse-Acr", std::string(api::acr_of(caller.assurance)));
  context.set_header("X-Gatehouse-Auth-Time", std::to_string(to_unix_seconds(caller.auth_time)));
  co_return api::Empty{};
}

Task<Result<http::Response>> Gateway::jwks(api::Context& context) {
  http::Response response;
  response.headers = {{"Content-Type", "application/jwk-set+json"},
                      {"Cache-Control", "public, max-age=300"}};
  response.body = boost::json::serialize(keys_.jwks(context.now()));
  co_return response;
}

}  // namespace gatehouse::flows
