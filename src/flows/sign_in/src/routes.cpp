#include <gatehouse/flows/sign_in.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

namespace {

// Whatever asks or answers within a sign-in can find that it is over.
constexpr auto over = ErrorCode::sign_in_over;
constexpr auto denied = ErrorCode::approval_denied;

}  // namespace

void SignIn::add_routes(api::Router& router) {
  add_starts(router);
  add_progress(router);
  add_second_half(router);
  add_enrolment(router);
}

void SignIn::add_starts(api::Router& router) {
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
  router.add({.method = api::Method::post,
              .path = "/v1/sign-ins/passkey",
              .operation_id = "startPasskeySignIn",
              .summary = "Begin to sign in with a passkey, without a name",
              .access = api::anonymous(),
              .tag = "Sign-in",
              .limits = {api::per_address(120, 60s)},
              .status = 201},
             *this, &SignIn::start_passkey);
  router.add({.method = api::Method::post,
              .path = "/v1/sign-ins/qr",
              .operation_id = "startQrSignIn",
              .summary = "Begin to sign in with a code that a signed-in device scans",
              .access = api::anonymous(),
              .tag = "Sign-in",
              .limits = {api::per_address(60, 60s)},
              .status = 201},
             *this, &SignIn::start_qr);
}

void SignIn::add_progress(api::Router& router) {
  router.add({.method = api::Method::get,
              .path = "/v1/sign-ins/{id}",
              .operation_id = "showSignIn",
              .summary = "Where a sign-in stands",
              .access = api::anonymous(),
              .tag = "Sign-in",
              .limits = {api::per_address(600, 60s)},
              .errors = {over, denied}},
             *this, &SignIn::show);
  router.add({.method = api::Method::get,
              .path = "/v1/sign-ins/{id}/events",
              .operation_id = "watchSignIn",
              .summary = "Tells a waiting page what another device answers, as server-sent events",
              .access = api::anonymous(),
              .tag = "Sign-in",
              .limits = {api::per_address(600, 60s)},
              .errors = {over, denied},
              .content_type = "text/event-stream"},
             *this, &SignIn::watch);
}

void SignIn::add_second_half(api::Router& router) {
  router.add({.method = api::Method::post,
              .path = "/v1/sign-ins/{id}/challenges",
              .operation_id = "askSignInChallenge",
              .summary = "Ask for a proof by one of the methods",
              .access = api::anonymous(),
              .tag = "Sign-in",
              .limits = {api::per_address(120, 60s)},
              .errors = {over, denied, ErrorCode::method_unavailable, ErrorCode::resend_too_soon,
                         ErrorCode::too_many_tries, ErrorCode::message_limit,
                         ErrorCode::address_unsuitable}},
             *this, &SignIn::ask);
  router.add({.method = api::Method::post,
              .path = "/v1/sign-ins/{id}/verify",
              .operation_id = "verifySignIn",
              .summary = "Answer with a code or credential, and be signed in",
              .access = api::anonymous(),
              .tag = "Sign-in",
              .limits = {api::per_address(600, 60s)},
              .errors = {over, ErrorCode::method_unavailable, ErrorCode::code_invalid,
                         ErrorCode::code_expired, ErrorCode::too_many_tries,
                         ErrorCode::credential_refused, ErrorCode::approval_pending, denied,
                         ErrorCode::account_locked, ErrorCode::account_suspended,
                         ErrorCode::sign_in_restricted, ErrorCode::rate_limited}},
             *this, &SignIn::verify);
}

void SignIn::add_enrolment(api::Router& router) {
  router.add({.method = api::Method::post,
              .path = "/v1/sign-ins/{id}/enrolments/{method}",
              .operation_id = "beginSignInEnrolment",
              .summary = "Add the second factor that the account must have",
              .access = api::anonymous(),
              .tag = "Sign-in",
              .limits = {api::per_address(60, 60s)},
              .errors = {over, ErrorCode::method_unavailable, ErrorCode::address_unsuitable,
                         ErrorCode::message_limit}},
             *this, &SignIn::begin_enrolment);
  router.add(
      {.method = api::Method::post,
       .path = "/v1/sign-ins/{id}/enrolments/{method}/confirm",
       .operation_id = "confirmSignInEnrolment",
       .summary = "Use the new factor once, and be signed in",
       .access = api::anonymous(),
       .tag = "Sign-in",
       .limits = {api::per_address(120, 60s)},
       .errors = {over, ErrorCode::code_invalid, ErrorCode::code_expired, ErrorCode::too_many_tries,
                  ErrorCode::credential_refused, ErrorCode::conflict, ErrorCode::method_unavailable,
                  ErrorCode::account_locked, ErrorCode::account_suspended,
                  ErrorCode::sign_in_restricted}},
      *this, &SignIn::confirm_enrolment);
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

api::Fields fields_of(std::type_identity<StartOther>) {
  return {{"device_token",
           {.max_length = 512, .description = "From an earlier sign-in on this device."}}};
}

api::Fields fields_of(std::type_identity<VerifySignIn>) {
  return {{"code", {.max_length = 64, .description = "For totp, sms, email and backup_code."}},
          {"credential",
           {.description = "For passkey, hardware_key and biometric: "
                           "PublicKeyCredential.toJSON()."}},
          {"trust_device",
           {.description = "Leave out the second factor on this device from now on, where the "
                           "account's security profile permits it."}}};
}

api::Fields fields_of(std::type_identity<BeginForcedEnrolment>) {
  return {{"name", {.max_length = 100}},
          {"phone", {.max_length = 32}},
          {"email", {.max_length = 254}},
          {"secret", {.max_length = 2048}}};
}

api::Fields fields_of(std::type_identity<ConfirmForcedEnrolment>) {
  return {{"factor", {.description = "The id that the enrolment began with."}},
          {"code", {.max_length = 64}},
          {"name", {.max_length = 100}}};
}

}  // namespace gatehouse::flows
