#include <gatehouse/flows/sign_in.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

void SignIn::add_routes(api::Router& router) {
  router.add({.method = api::Method::post,
              .path = "/v1/sign-ins",
              .operation_id = "startSignIn",
              .summary = "Sign in with a sign-in name and a password",
              .access = api::anonymous(),
              .tag = "Sign-in",
              .limits = {api::per_address(600, 60s)},
              .errors = {ErrorCode::invalid_credentials, ErrorCode::account_locked,
                         ErrorCode::account_suspended, ErrorCode::sign_in_restricted,
                         ErrorCode::rate_limited}},
             *this, &SignIn::start);
}

api::Fields fields_of(std::type_identity<SignInDevice>) {
  return {{"name", {.max_length = 100}},
          {"platform", {.max_length = 50}},
          {"fingerprint", {.max_length = 256}}};
}

api::Fields fields_of(std::type_identity<StartSignIn>) {
  return {{"identifier",
           {.max_length = 254, .description = "E-mail address, phone number or user name."}},
          {"password", {.max_length = 1024}},
          {"device_token",
           {.max_length = 512, .description = "From an earlier sign-in on this device."}}};
}

}  // namespace gatehouse::flows
