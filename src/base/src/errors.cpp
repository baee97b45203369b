#include <gatehouse/base/errors.hpp>

#include <array>

#include <gatehouse/base/assert.hpp>

namespace gatehouse {
namespace {

using enum ErrorCode;

constexpr auto catalogue = std::to_array<ErrorInfo>({
    {bad_request, "bad_request", 400, "The request cannot be understood."},
    {malformed_json, "malformed_json", 400, "The body is not valid JSON."},
    {validation_failed, "validation_failed", 422, "Some values are missing or not allowed."},
    {not_found, "not_found", 404, "There is nothing here."},
    {method_not_allowed, "method_not_allowed", 405, "This method is not allowed here."},
    {not_acceptable, "not_acceptable", 406, "No acceptable form of this answer exists."},
    {length_required, "length_required", 411, "The length of the body must be given."},
    {payload_too_large, "payload_too_large", 413, "The body is too large."},
    {unsupported_media_type, "unsupported_media_type", 415, "The body must be application/json."},
    {uri_too_long, "uri_too_long", 414, "The address is too long."},
    {header_too_large, "header_too_large", 431, "The header is too large."},
    {request_timeout, "request_timeout", 408, "The request took too long to arrive."},
    {unauthenticated, "unauthenticated", 401, "Sign in first."},
    {invalid_token, "invalid_token", 401, "The access token is expired, ended or not valid."},
    {insufficient_user_authentication, "insufficient_user_authentication", 401,
     "Confirm that it is you first."},
    {forbidden, "forbidden", 403, "You are not allowed to do this."},
    {csrf_refused, "csrf_refused", 403, "The request did not come from a page of this site."},
    {rate_limited, "rate_limited", 429, "Too many requests. Try again later."},
    {overloaded, "overloaded", 503, "The service is busy. Try again in a moment."},
    {unavailable, "unavailable", 503, "The service is not available. Try again in a moment."},
    {internal_error, "internal_error", 500, "Something went wrong on our side."},
    {invalid_credentials, "invalid_credentials", 401, "The sign-in name or the password is wrong."},
    {account_locked, "account_locked", 403, "This account is locked."},
    {account_suspended, "account_suspended", 403, "This account is suspended."},
    {sign_in_restricted, "sign_in_restricted", 403,
     "Signing in is not allowed from this network or at this hour."},
    {code_invalid, "code_invalid", 422, "The code is wrong."},
    {code_expired, "code_expired", 410, "The code is no longer valid. Ask for a new one."},
    {too_many_tries, "too_many_tries", 429, "Too many wrong codes. Start again."},
    {resend_too_soon, "resend_too_soon", 429, "Wait a moment before you ask for another code."},
    {password_too_weak, "password_too_weak", 422, "This password is too easy to guess."},
    {password_breached, "password_breached", 422, "This password has appeared in a data breach."},
    {password_reused, "password_reused", 422,
     "Choose a password that differs from the present one."},
    {invalid_refresh_token, "invalid_refresh_token", 401, "The session has ended. Sign in again."},
    {session_ended, "session_ended", 401, "The session has ended. Sign in again."},
    {identifier_unsupported, "identifier_unsupported", 422,
     "This kind of sign-in name is not offered here."},
    {conflict, "conflict", 409, "The thing has changed meanwhile. Load it again."},
    {sign_in_over, "sign_in_over", 410, "This sign-in is over. Start again."},
    {method_unavailable, "method_unavailable", 422,
     "This way of confirming is not available here."},
    {credential_refused, "credential_refused", 422,
     "The passkey or security key was not accepted."},
    {approval_pending, "approval_pending", 409, "The other device has not answered yet."},
    {approval_denied, "approval_denied", 403, "The sign-in was refused on the other device."},
    {address_unsuitable, "address_unsuitable", 422, "Codes cannot be sent to this address."},
    {message_limit, "message_limit", 429, "No more messages today. Choose another way."},
    {factor_limit, "factor_limit", 409,
     "There are as many of these as there can be. Remove one first."},
    {last_factor, "last_factor", 409,
     "This account must keep a second factor. Add another one first."},
});

constexpr bool in_order() {
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    if (static_cast<std::size_t>(catalogue[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order(), "the catalogue must list every code in the order of the enumeration");
static_assert(catalogue.back().code == last_factor, "the catalogue must end with the last code");

}  // namespace

std::span<const ErrorInfo> error_catalogue() noexcept { return catalogue; }

const ErrorInfo& error_info(ErrorCode code) noexcept {
  const auto index = static_cast<std::size_t>(code);
  GH_ASSERT(index < catalogue.size());
  return catalogue[index];
}

std::unexpected<Error> fail(ErrorCode code, std::string detail) {
  return std::unexpected(Error{.code = code, .detail = std::move(detail)});
}

}  // namespace gatehouse
