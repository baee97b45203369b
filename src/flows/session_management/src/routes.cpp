#include <gatehouse/flows/session_management.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

void SessionManagement::add_routes(api::Router& router) {
  router.add({.method = api::Method::post,
              .path = "/v1/tokens/refresh",
              .operation_id = "refreshTokens",
              .summary = "New tokens for a refresh token",
              .access = api::anonymous(),
              .tag = "Sessions",
              .limits = {api::per_address(1200, 60s)},
              .errors = {ErrorCode::invalid_refresh_token, ErrorCode::csrf_refused}},
             *this, &SessionManagement::refresh);
  router.add({.method = api::Method::post,
              .path = "/v1/sign-out",
              .operation_id = "signOut",
              .summary = "End the present session",
              .access = api::signed_in(),
              .tag = "Sessions"},
             *this, &SessionManagement::sign_out);
  router.add({.method = api::Method::get,
              .path = "/v1/me/sessions",
              .operation_id = "listSessions",
              .summary = "The active sessions, the present one marked",
              .access = api::signed_in(),
              .tag = "Sessions"},
             *this, &SessionManagement::list);
  router.add({.method = api::Method::delete_,
              .path = "/v1/me/sessions/{id}",
              .operation_id = "endSession",
              .summary = "End a session",
              .access = api::signed_in(),
              .tag = "Sessions",
              .errors = {ErrorCode::not_found}},
             *this, &SessionManagement::end);
  router.add({.method = api::Method::delete_,
              .path = "/v1/me/sessions",
              .operation_id = "endOtherSessions",
              .summary = "End every session but the present one",
              .access = api::signed_in(),
              .tag = "Sessions"},
             *this, &SessionManagement::end_others);
}

api::Fields fields_of(std::type_identity<RefreshRequest>) {
  return {{"refresh_token",
           {.description = "Left out by pages of this site, which have it in a cookie."}}};
}

}  // namespace gatehouse::flows
