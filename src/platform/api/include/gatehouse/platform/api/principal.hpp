// Who is asking. This layer knows no tokens: an Authenticator, implemented above and injected,
// reads them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/api/access.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::api {

/// The account and session behind a request, as its credential states them.
struct Principal {
  AccountId account;
  SessionId session;
  std::vector<std::string> roles;
  std::vector<std::string> permissions;
  std::optional<SecurityProfileId> security_profile{};  ///< empty: that of new accounts
  bool is_operator = false;
  AssuranceLevel assurance = 1;  ///< of the last proof
  std::vector<std::string> amr;  ///< RFC 8176 method names: "pwd", "otp", "hwk" …
  Timestamp auth_time{};         ///< of the last proof: sign-in or step-up
  Timestamp expires_at{};        ///< of the credential
  std::string client_id;  ///< OAuth client that the credential was issued to; empty for first-party
                          ///< sessions

  bool has_permission(std::string_view name) const;
  bool has_role(std::string_view name) const;
};

/// The `acr` value of a level: "aal1", "aal2", "aal3".
std::string_view acr_of(AssuranceLevel level) noexcept;

/// What the credential came with, for rules such as "only from these networks".
struct Credential {
  std::string_view token;    ///< never log it
  bool from_cookie = false;  ///< else from the Authorization header (Bearer, RFC 6750 section 2.1)
  const IpAddress& client;
};

class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// The principal of a valid credential; Error invalid_token, session_ended, account_locked …
  /// otherwise. Throws Unavailable. Called on the worker's thread for every request that needs it,
  /// so answers without I/O in the usual case; what `credential` points to lives until the task is
  /// done.
  virtual Task<Result<std::shared_ptr<const Principal>>> authenticate(Credential credential) = 0;
};

}  // namespace gatehouse::api
