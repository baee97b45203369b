#include <gatehouse/flows/mfa_enrollment.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

void MfaEnrollment::add_routes(api::Router& router) {
  router.add({.method = api::Method::get,
              .path = "/v1/me/mfa",
              .operation_id = "listFactors",
              .summary = "The second factors of this account",
              .access = api::signed_in(),
              .tag = "Second factors"},
             *this, &MfaEnrollment::list);
  router.add({.method = api::Method::post,
              .path = "/v1/me/mfa/backup-codes",
              .operation_id = "makeBackupCodes",
              .summary = "Ten new backup codes in the place of the old ones",
              .access = api::signed_in(),
              .tag = "Second factors",
              .limits = {api::per_account(10, 60s)},
              .errors = {ErrorCode::insufficient_user_authentication, ErrorCode::conflict},
              .status = 201},
             *this, &MfaEnrollment::make_backup_codes);
  router.add(
      {.method = api::Method::post,
       .path = "/v1/me/mfa/{method}",
       .operation_id = "beginEnrolment",
       .summary = "Begin to add a second factor",
       .access = api::signed_in(),
       .tag = "Second factors",
       .limits = {api::per_account(30, 60s)},
       .errors = {ErrorCode::insufficient_user_authentication, ErrorCode::method_unavailable,
                  ErrorCode::factor_limit, ErrorCode::address_unsuitable, ErrorCode::message_limit},
       .status = 201},
      *this, &MfaEnrollment::begin);
  router.add({.method = api::Method::post,
              .path = "/v1/me/mfa/{method}/confirm",
              .operation_id = "confirmEnrolment",
              .summary = "Use a new factor once, so that it counts",
              .access = api::signed_in(),
              .tag = "Second factors",
              .limits = {api::per_account(60, 60s)},
              .errors = {ErrorCode::insufficient_user_authentication, ErrorCode::code_invalid,
                         ErrorCode::code_expired, ErrorCode::too_many_tries,
                         ErrorCode::credential_refused, ErrorCode::conflict},
              .status = 201},
             *this, &MfaEnrollment::confirm);
  router.add({.method = api::Method::patch,
              .path = "/v1/me/mfa/{id}",
              .operation_id = "renameFactor",
              .summary = "Give a second factor another name",
              .access = api::signed_in(),
              .tag = "Second factors",
              .errors = {ErrorCode::not_found}},
             *this, &MfaEnrollment::rename);
  router.add({.method = api::Method::delete_,
              .path = "/v1/me/mfa/{id}",
              .operation_id = "removeFactor",
              .summary = "Remove a second factor",
              .access = api::signed_in(),
              .tag = "Second factors",
              .errors = {ErrorCode::insufficient_user_authentication, ErrorCode::not_found,
                         ErrorCode::last_factor}},
             *this, &MfaEnrollment::remove);
}

api::Fields fields_of(std::type_identity<BeginEnrolment>) {
  return {
      {"name", {.max_length = 100}},
      {"phone", {.max_length = 32, .description = "sms; without it the account's own."}},
      {"email", {.max_length = 254, .description = "email: another mailbox than the account's."}},
      {"secret",
       {.max_length = 2048, .description = "totp: an otpauth address or base32, to import."}},
      {"subscription", {.description = "push: PushSubscription.toJSON() of a browser."}},
      {"fcm_token", {.max_length = 4096}},
      {"apns_token", {.max_length = 200}}};
}

api::Fields fields_of(std::type_identity<ConfirmEnrolment>) {
  return {{"id", {.description = "Without it the newest of the method."}},
          {"code", {.max_length = 64}},
          {"credential", {.description = "hardware_key, biometric: PublicKeyCredential.toJSON()."}},
          {"name", {.max_length = 100}}};
}

api::Fields fields_of(std::type_identity<RenameFactor>) { return {{"name", {.max_length = 100}}}; }

}  // namespace gatehouse::flows
