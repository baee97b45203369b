// The one catalogue of expected failures: every code a client can see, its HTTP status and its title.
//
// A function whose outcome depends on input returns Result<T>. Infrastructure that is down throws Unavailable, which
// only the HTTP pipeline (503) and the job runner (retry) catch. Bugs are GH_ASSERT.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What can be answered instead of success. The enumerator's name is the public `code`.
enum class ErrorCode : std::uint8_t {
  // Requests that cannot be understood
  bad_request,
  malformed_json,
  validation_failed,
  not_found,
  method_not_allowed,
  not_acceptable,
  length_required,
  payload_too_large,
  unsupported_media_type,
  uri_too_long,
  header_too_large,
  request_timeout,
  // Who is asking
  unauthenticated,
  invalid_token,
  insufficient_user_authentication,
  forbidden,
  csrf_refused,
  // How often
  rate_limited,
  overloaded,
  unavailable,
  internal_error,
  // Registration, sign-in, sessions
  invalid_credentials,
  account_locked,
  account_suspended,
  sign_in_restricted,
  code_invalid,
  code_expired,
  too_many_tries,
  resend_too_soon,
  password_too_weak,
  password_breached,
  password_reused,
  invalid_refresh_token,
  session_ended,
  identifier_unsupported,
  conflict,
  // Second factors
  sign_in_over,
  method_unavailable,
  credential_refused,
  approval_pending,
  approval_denied,
  address_unsuitable,
  message_limit,
  factor_limit,
  last_factor,
};

/// One entry of the catalogue.
struct ErrorInfo {
  ErrorCode code;
  std::string_view name;   ///< snake_case, stable: clients switch on it
  int status;              ///< HTTP status
  std::string_view title;  ///< one English sentence without a cause; interfaces translate by name
};

/// Every entry, in the order of the enumeration.
std::span<const ErrorInfo> error_catalogue() noexcept;

/// The entry of `code`.
const ErrorInfo& error_info(ErrorCode code) noexcept;

/// One broken rule of a request: where (RFC 6901 pointer into the body, or "?name" for a query parameter), which rule.
struct Violation {
  std::string pointer;
  std::string rule;    ///< stable word: required, type, length, format, range, unknown, duplicate …
  std::string detail;  ///< what to do about it, in English; may be empty
};

/// What insufficient_user_authentication asks for (RFC 9470 section 3): a proof of `level` (NIST SP 800-63B, 1 to 3) at
/// most `max_age` ago.
struct StepUpDemand {
  std::chrono::seconds max_age{0};
  int level = 1;
};

/// An expected failure as a value. `detail` is public: it never carries a cause.
struct Error {
  ErrorCode code;
  std::string detail{};
  std::vector<Violation> violations{};
  std::optional<std::chrono::seconds> retry_after{};  ///< becomes the Retry-After header
  std::optional<StepUpDemand> step_up{};              ///< becomes part of WWW-Authenticate
};

template <class T = void>
using Result = std::expected<T, Error>;

/// Shortens `return std::unexpected(Error{…})`.
std::unexpected<Error> fail(ErrorCode code, std::string detail = {});

/// Something this process depends on does not answer (database, cache, queue full). The text is for the log only.
class Unavailable : public std::runtime_error {
 public:
  explicit Unavailable(const std::string& cause,
                       std::chrono::seconds retry_after = std::chrono::seconds{1})
      : std::runtime_error(cause), retry_after_(retry_after) {}
  std::chrono::seconds retry_after() const noexcept { return retry_after_; }

 private:
  std::chrono::seconds retry_after_;
};

}  // namespace gatehouse
