#include <gatehouse/flows/step_up.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

void StepUp::add_routes(api::Router& router) {
  router.add({.method = api::Method::post,
              .path = "/v1/step-ups",
              .operation_id = "startStepUp",
              .summary = "Begin to prove again who one is",
              .access = api::signed_in(),
              .tag = "Step-up",
              .limits = {api::per_account(60, 60s)},
              .status = 201},
             *this, &StepUp::start);
  router.add({.method = api::Method::post,
              .path = "/v1/step-ups/{id}/challenges",
              .operation_id = "askStepUpChallenge",
              .summary = "Ask for a proof by one of the methods",
              .access = api::signed_in(),
              .tag = "Step-up",
              .limits = {api::per_account(60, 60s)},
              .errors = {ErrorCode::sign_in_over, ErrorCode::approval_denied,
                         ErrorCode::method_unavailable, ErrorCode::resend_too_soon,
                         ErrorCode::too_many_tries, ErrorCode::message_limit,
                         ErrorCode::address_unsuitable}},
             *this, &StepUp::ask);
  router.add({.method = api::Method::post,
              .path = "/v1/step-ups/{id}/verify",
              .operation_id = "verifyStepUp",
              .summary = "Answer, and get an access token that says so",
              .access = api::signed_in(),
              .tag = "Step-up",
              .limits = {api::per_account(120, 60s)},
              .errors = {ErrorCode::sign_in_over, ErrorCode::method_unavailable,
                         ErrorCode::invalid_credentials, ErrorCode::code_invalid,
                         ErrorCode::code_expired, ErrorCode::too_many_tries,
                         ErrorCode::credential_refused, ErrorCode::approval_pending,
                         ErrorCode::approval_denied, ErrorCode::rate_limited}},
             *this, &StepUp::verify);
}

api::Fields fields_of(std::type_identity<VerifyStepUp>) {
  return {{"code",
           {.max_length = 1024,
            .description = "For totp, sms, email and backup_code; for password the password."}},
          {"credential",
           {.description = "For passkey, hardware_key and biometric: "
                           "PublicKeyCredential.toJSON()."}}};
}

}  // namespace gatehouse::flows
