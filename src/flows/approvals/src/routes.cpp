#include <gatehouse/flows/approvals.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

void Approvals::add_routes(api::Router& router) {
  router.add({.method = api::Method::get,
              .path = "/v1/me/approvals",
              .operation_id = "listApprovals",
              .summary = "Sign-ins that wait for an answer of this account",
              .access = api::signed_in(),
              .tag = "Approvals"},
             *this, &Approvals::list);
  router.add({.method = api::Method::post,
              .path = "/v1/me/approvals/scan",
              .operation_id = "scanApproval",
              .summary = "Say that this device has scanned a QR code",
              .access = api::signed_in(),
              .tag = "Approvals",
              .limits = {api::per_account(30, 60s)},
              .errors = {ErrorCode::code_expired}},
             *this, &Approvals::scan);
  router.add({.method = api::Method::get,
              .path = "/v1/me/approvals/{id}",
              .operation_id = "showApproval",
              .summary = "Who asks, from where, and which numbers there are",
              .access = api::signed_in(),
              .tag = "Approvals",
              .errors = {ErrorCode::not_found}},
             *this, &Approvals::show);
  router.add(
      {.method = api::Method::post,
       .path = "/v1/me/approvals/{id}",
       .operation_id = "decideApproval",
       .summary = "Approve or deny a sign-in of another device",
       .access = api::signed_in(),
       .tag = "Approvals",
       .limits = {api::per_account(30, 60s)},
       .errors = {ErrorCode::not_found, ErrorCode::method_unavailable, ErrorCode::code_invalid,
                  ErrorCode::code_expired, ErrorCode::insufficient_user_authentication}},
      *this, &Approvals::decide);
}

api::Fields fields_of(std::type_identity<ScanCode>) { return {{"code", {.max_length = 64}}}; }

}  // namespace gatehouse::flows
