#include <gatehouse/flows/registration.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;
using enum ErrorCode;

void Registration::add_routes(api::Router& router) {
  router.add({.method = api::Method::post,
              .path = "/v1/registrations",
              .operation_id = "startRegistration",
              .summary = "Begin a registration; a code goes to the address",
              .access = api::anonymous(),
              .tag = "Registration",
              .limits = {api::per_address(30, 60s), api::per_network(200, 60s)},
              .errors = {password_too_weak, password_breached, message_limit},
              .status = 202},
             *this, &Registration::start);
  router.add({.method = api::Method::post,
              .path = "/v1/registrations/{id}/resend",
              .operation_id = "resendRegistrationCode",
              .summary = "Send a new code",
              .access = api::anonymous(),
              .tag = "Registration",
              .limits = {api::per_address(30, 60s)},
              .errors = {not_found, resend_too_soon, message_limit},
              .status = 202},
             *this, &Registration::resend);
  router.add({.method = api::Method::post,
              .path = "/v1/registrations/{id}/verify",
              .operation_id = "verifyRegistration",
              .summary = "Prove the address with the code; makes the account and signs in",
              .access = api::anonymous(),
              .tag = "Registration",
              .limits = {api::per_address(60, 60s)},
              .errors = {code_invalid, code_expired, conflict},
              .status = 201},
             *this, &Registration::verify);
}

api::Fields fields_of(std::type_identity<StartRegistration>) {
  return {{"email",
           {.max_length = 254,
            .format = api::Format::email,
            .description = "Where the code goes. Give this or phone."}},
          {"phone",
           {.max_length = 40,
            .format = api::Format::phone,
            .description = "International, or of the default region."}},
          {"password",
           {.max_length = 1024,
            .description = "At least 15 characters, or 8 where new accounts have to have "
                           "a second factor; any characters."}},
          {"display_name", {.max_length = 100}},
          {"locale", {.max_length = 35, .format = api::Format::locale, .example = "\"bn-BD\""}},
          {"time_zone",
           {.max_length = 64, .format = api::Format::time_zone, .example = "\"Asia/Dhaka\""}}};
}

void check_fields(const StartRegistration& request, std::vector<Violation>& violations) {
  if (request.email.has_value() == request.phone.has_value()) {
    violations.push_back(
        {"/email", "exclusive", "Give either an e-mail address or a phone number."});
  }
}

api::Fields fields_of(std::type_identity<DeviceInfo>) {
  return {{"name", {.max_length = 100}},
          {"platform", {.max_length = 50}},
          {"fingerprint", {.max_length = 256}}};
}

api::Fields fields_of(std::type_identity<VerifyRegistration>) {
  return {{"code", {.min_length = 6, .max_length = 6, .format = api::Format::digits}}};
}

}  // namespace gatehouse::flows
