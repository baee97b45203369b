// How well somebody must have proved who they are for what they are about to do.
#pragma once

#include <chrono>
#include <string_view>

#include <gatehouse/records/accounts.hpp>

namespace gatehouse::services {

/// How long a proof is fresh enough for a sensitive operation.
inline constexpr std::chrono::seconds fresh_for{600};
/// For what asks how a session was proved, and not when.
inline constexpr std::chrono::days any_age{365};

/// The NIST SP 800-63B level that `operation` ("password.change", "factor.remove") asks of this account: 2 where it has
/// a second factor, else 1; more where the security profile's minimum_acr says so.
int required_level(const records::SignInAccount& account, std::string_view operation);

}  // namespace gatehouse::services
