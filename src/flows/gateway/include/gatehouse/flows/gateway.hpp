// For the services behind a gateway: who is asking (nginx auth_request, Traefik ForwardAuth, Envoy), and the keys to
// check it themselves.
#pragma once

#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/http/message.hpp>
#include <gatehouse/services/tokens/signing_key_set.hpp>

namespace gatehouse::flows {

class Gateway {
 public:
  explicit Gateway(const services::SigningKeySet& keys) : keys_(keys) {}

  void add_routes(api::Router& router);

  /// 204 with X-Gatehouse-Account, -Session, -Roles, -Permissions, -Acr and -Auth-Time, or 401.
  Task<Result<api::Empty>> verify(api::Context& context);
  /// The JWK Set (RFC 7517), to be cached for five minutes.
  Task<Result<http::Response>> jwks(api::Context& context);

 private:
  const services::SigningKeySet& keys_;
};

}  // namespace gatehouse::flows
